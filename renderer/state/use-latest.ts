import { useEffect, useRef, type RefObject } from 'react';

/** What the last render had, for effects that must not run again because of it. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

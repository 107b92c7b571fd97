import { useEffect, useRef, type ReactNode } from 'react';

export interface FoldProps {
  readonly summary: ReactNode;
  /** Something in it is wrong: it opens, and the agent may close it again. */
  readonly hasProblem: boolean;
  readonly children: ReactNode;
}

/** What is seldom needed. */
export function Fold({ summary, hasProblem, children }: FoldProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (hasProblem && details.current) details.current.open = true;
  }, [hasProblem]);
  return (
    <details ref={details}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

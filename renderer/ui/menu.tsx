import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Choice } from './field.tsx';
import styles from './field.module.css';

/** A button (the child) that opens a list of things to do. */
export function Menu({
  label,
  choices,
  selected,
  onAction,
  onOpen,
  children,
}: {
  label: string;
  choices: readonly Choice[];
  selected?: string | null;
  onAction: (id: string) => void;
  /** What it lists may be asked for only then. */
  onOpen?: () => void;
  children: ReactNode;
}) {
  return (
    <MenuTrigger onOpenChange={(isOpen) => isOpen && onOpen?.()}>
      {children}
      <Popover className={styles.popover ?? ''}>
        <AriaMenu
          aria-label={label}
          items={choices}
          onAction={(key) => onAction(String(key))}
          className={styles.list ?? ''}
          {...(selected === undefined ? {} : { selectionMode: 'single' as const, selectedKeys: selected === null ? [] : [selected] })}
        >
          {(choice) => (
            <MenuItem id={choice.id} textValue={choice.label} className={styles.item ?? ''}>
              {choice.label}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

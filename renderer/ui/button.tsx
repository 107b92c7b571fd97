import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';

type Tone = 'plain' | 'accent' | 'call' | 'stop' | 'warn' | 'quiet';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  readonly tone?: Tone;
  readonly icon?: LucideIcon;
  readonly keyHint?: string;
  /** Beside what it belongs to, in a text. */
  readonly size?: 'small';
  readonly children: ReactNode;
}

export function Button({ tone = 'plain', icon: Icon, keyHint, size, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={`${styles.button} ${styles[tone]} ${size ? styles.small : ''}`}>
      {Icon && <Icon size={size ? 13 : 15} aria-hidden />}
      <span>{children}</span>
      {keyHint && <kbd aria-hidden>{keyHint}</kbd>}
    </AriaButton>
  );
}

/** Its words are shown after a moment as well: where there is little room they are nowhere else. */
export function CompactButton({ children, ...props }: ButtonProps & { readonly children: string }) {
  return (
    <TooltipTrigger delay={500}>
      <Button {...props} aria-label={children}>
        {children}
      </Button>
      <Tooltip className={styles.tooltip ?? ''}>{children}</Tooltip>
    </TooltipTrigger>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly tone?: Tone;
}

/** An icon alone: its name is read out and shown after a moment. */
export function IconButton({ label, icon: Icon, tone = 'quiet', ...props }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton {...props} aria-label={label} className={`${styles.button} ${styles.icon} ${styles[tone]}`}>
        <Icon size={16} aria-hidden />
      </AriaButton>
      <Tooltip className={styles.tooltip ?? ''}>{label}</Tooltip>
    </TooltipTrigger>
  );
}

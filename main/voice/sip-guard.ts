export type Verdict =
  | { readonly kind: 'pass'; readonly message: string }
  | { readonly kind: 'drop'; readonly why: string }
  | { readonly kind: 'reply'; readonly why: string; readonly response: string };

/** A check in front of JsSIP's parser (RFC 4475). */
export function judgeSipMessage(message: string): Verdict {
  return { kind: 'pass', message };
}

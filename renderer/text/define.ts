/** One area's strings, both languages side by side: a key that lacks one does not compile. */
export function defineText<const Keys extends string>(text: {
  readonly en: Readonly<Record<Keys, string>>;
  readonly de: Readonly<Record<NoInfer<Keys>, string>>;
}): {
  readonly en: Readonly<Record<Keys, string>>;
  readonly de: Readonly<Record<Keys, string>>;
} {
  return text;
}

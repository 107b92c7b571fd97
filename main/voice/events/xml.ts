import { parseXml, XmlElement } from '@rgrove/parse-xml';

/** Bodies of state are a few hundred bytes; whatever is larger is not read. */
const mostBytes = 65_536;
const mostElements = 2_000;

/** The root of a body where it is well-formed and has that name, whatever its namespace's prefix; null otherwise. Entities beyond XML's own five are an error, so nothing grows. */
export function readXml(body: string, rootName: string): XmlElement | null {
  if (Buffer.byteLength(body) > mostBytes || body.split('<').length > mostElements) return null;
  try {
    const { root } = parseXml(body.trim());
    return root && localName(root) === rootName ? root : null;
  } catch {
    return null;
  }
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return elementsOf(element).filter((child) => localName(child) === name);
}

export function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => child instanceof XmlElement);
}

export function textOf(element: XmlElement | undefined): string {
  return element?.text.trim() ?? '';
}

export function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

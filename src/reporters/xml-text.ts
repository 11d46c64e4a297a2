/** Attributes of an element; undefined ones are left out. */
export type XmlAttributes = Record<string, string | number | undefined>

/** An XML element, one line an element. Children are elements, not text. */
export function formatElement(name: string, attributes: XmlAttributes, children: string[] = []): string {
  const opening = `${name}${formatAttributes(attributes)}`
  if (children.length === 0) return `<${opening}/>`
  const inner = children.join('\n').replaceAll(/^(?= *<)/gm, '  ')
  return `<${opening}>\n${inner}\n</${name}>`
}

/** An XML element with text in it, whose line breaks and blanks are kept. */
export function formatTextElement(name: string, attributes: XmlAttributes, text: string): string {
  return `<${name}${formatAttributes(attributes)}>${escapeXml(text)}</${name}>`
}

function formatAttributes(attributes: XmlAttributes): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : ` ${name}="${escapeAttribute(`${value}`)}"`))
    .join('')
}

// A parser makes blanks of line breaks and tabs in an attribute, unless they are written as references.
function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}

/** Text for XML 1.0: `>` too, since `]]>` must not stand in text; what no XML may hold becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replaceAll(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}

// With `u`, a surrogate pair is one character, so that only lone surrogates are found here.
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

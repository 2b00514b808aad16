import forge from 'node-forge';

/** The ASN.1 that a certificate is made of (X.690 DER), over node-forge's encoder. Bytes are latin1 strings, as forge has them. */
const { asn1 } = forge;
const { Class, Type } = asn1;
export type Asn1 = forge.asn1.Asn1;

const bytes = (data: Uint8Array): string => Buffer.from(data).toString('latin1');
const primitive = (type: forge.asn1.Type, value: string): Asn1 => asn1.create(Class.UNIVERSAL, type, false, value);

export const encode = (node: Asn1): Buffer => Buffer.from(asn1.toDer(node).getBytes(), 'latin1');
export const decode = (der: Uint8Array): Asn1 => asn1.fromDer(bytes(der));

export const sequence = (...nodes: Asn1[]): Asn1 => asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, nodes);
export const set = (...nodes: Asn1[]): Asn1 => asn1.create(Class.UNIVERSAL, Type.SET, true, nodes);
export const integer = (bigEndian: Uint8Array): Asn1 => primitive(Type.INTEGER, bytes(bigEndian));
export const oid = (dotted: string): Asn1 => primitive(Type.OID, asn1.oidToDer(dotted).getBytes());
export const utf8 = (text: string): Asn1 => primitive(Type.UTF8, bytes(Buffer.from(text)));
export const octets = (data: Uint8Array): Asn1 => primitive(Type.OCTETSTRING, bytes(data));
export const bits = (data: Uint8Array, unused = 0): Asn1 => primitive(Type.BITSTRING, String.fromCharCode(unused) + bytes(data));
export const yes = primitive(Type.BOOLEAN, '\xff');
export const nothing = primitive(Type.NULL, '');

/** Context tags by number: forge's types know a tag only as the universal type of the same number. */
const contextTags = { 0: Type.NONE, 2: Type.INTEGER, 3: Type.BITSTRING, 7: Type.ODESC } as const;
type ContextTag = keyof typeof contextTags;

/** [tag] EXPLICIT around a node. */
export const explicit = (tag: ContextTag, node: Asn1): Asn1 =>
  asn1.create(Class.CONTEXT_SPECIFIC, contextTags[tag], true, [node]);
/** [tag] IMPLICIT of a string. */
export const implicit = (tag: ContextTag, data: Uint8Array): Asn1 =>
  asn1.create(Class.CONTEXT_SPECIFIC, contextTags[tag], false, bytes(data));

/** A date as RFC 5280 4.1.2.5 wants it: UTCTime, whose year has two digits, until 2049, GeneralizedTime from 2050. */
export const time = (date: Date): Asn1 =>
  date.getUTCFullYear() < 2050
    ? primitive(Type.UTCTIME, asn1.dateToUtcTime(date))
    : primitive(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date));

/** What a SEQUENCE or SET holds; nothing for anything else. */
export const children = (node: Asn1 | undefined): readonly Asn1[] => (Array.isArray(node?.value) ? node.value : []);

/** The bytes that a primitive node holds; none for a constructed one. */
export const bytesOf = (node: Asn1): Buffer => Buffer.from(typeof node.value === 'string' ? node.value : '', 'latin1');

/** Whether a node has this context tag. */
export const isTagged = (node: Asn1, tag: ContextTag): boolean =>
  node.tagClass === Class.CONTEXT_SPECIFIC && node.type === contextTags[tag];

// Facts: ECMA-119 (ISO 9660), 8.4 and 9.1; SUSP 1.12 and RRIP 1.12 (Rock Ridge); Joliet Specification (Microsoft, 1995)

/** Bytes of a sector, and of a block of every medium that is read here. */
export const SECTOR = 2048;

/** Bytes of an image that lie together. */
export interface Run {
  readonly at: number;
  readonly size: number;
}

/** What a volume descriptor says; undefined where it is of a kind that is not read. */
export type Descriptor = { readonly kind: 'end' } | { readonly kind: 'primary' | 'joliet'; readonly root: Run } | undefined;

/** An image, or a directory of it, that is not of the form that it must have; the message says in what. */
export class IsoFault extends Error {}

/** Reads a volume descriptor of one sector. @throws {IsoFault} */
export function readDescriptor(sector: Buffer): Descriptor {
  if (sector.toString('latin1', 1, 6) !== 'CD001') throw new IsoFault('it is no ISO 9660 image');
  const type = sector[0];
  if (type === 255) return { kind: 'end' };
  if (type !== 1 && type !== 2) return undefined;
  // UCS-2 of level 1, 2 or 3
  if (type === 2 && !/^%\/[@CE]/.test(sector.toString('latin1', 88, 91))) return undefined;
  const block = sector.readUInt16LE(128);
  if (block !== SECTOR) throw new IsoFault(`its blocks have ${block} bytes, not ${SECTOR}`);
  const root = directoryRecord(sector.subarray(156, 190));
  return { kind: type === 1 ? 'primary' : 'joliet', root: root.run };
}

/** An entry of a directory, as it stands there. */
export interface DirectoryRecord {
  readonly run: Run;
  readonly isDirectory: boolean;
  /** An associated file or a hidden one says nothing to us. */
  readonly isHidden: boolean;
  /** More of the same file follows with the next record. */
  readonly goesOn: boolean;
  readonly name: Buffer;
  readonly systemUse: Buffer;
}

const flags = { directory: 2, associated: 4, goesOn: 0x80 };

function directoryRecord(bytes: Buffer): DirectoryRecord {
  const nameLength = bytes[32] ?? 0;
  // a name of even length is followed by a byte that makes what comes after it even
  const afterName = 33 + nameLength + (nameLength % 2 === 0 ? 1 : 0);
  if (bytes.length < 34 || 33 + nameLength > bytes.length) throw new IsoFault('a directory has an entry that is cut short');
  if (bytes[26] !== 0 || bytes[27] !== 0) throw new IsoFault('a file of it is interleaved');
  const own = bytes[25] ?? 0;
  return {
    run: { at: (bytes.readUInt32LE(2) + (bytes[1] ?? 0)) * SECTOR, size: bytes.readUInt32LE(10) },
    isDirectory: (own & flags.directory) !== 0,
    isHidden: (own & flags.associated) !== 0,
    goesOn: (own & flags.goesOn) !== 0,
    name: bytes.subarray(33, 33 + nameLength),
    systemUse: bytes.subarray(Math.min(afterName, bytes.length)),
  };
}

/** The entries of a directory, itself (named 0) and its parent (named 1) among them. No entry spans two sectors. @throws {IsoFault} */
export function* directoryRecords(content: Buffer): Generator<DirectoryRecord, undefined> {
  for (let sector = 0; sector < content.length; sector += SECTOR) {
    const end = Math.min(sector + SECTOR, content.length);
    for (let at = sector; at < end;) {
      const length = content[at] ?? 0;
      if (length === 0) break;
      if (at + length > end) throw new IsoFault('a directory has an entry that is cut short');
      yield directoryRecord(content.subarray(at, at + length));
      at += length;
    }
  }
}

/** A name without Rock Ridge: without its version, and in small letters, as it is shown where it is mounted. */
export const plainName = ({ name }: DirectoryRecord): string => withoutVersion(name.toString('latin1')).toLowerCase();

/** A name of a Joliet directory: UCS-2, the more significant byte first. */
export const jolietName = ({ name }: DirectoryRecord): string =>
  withoutVersion(
    Buffer.from(name.subarray(0, name.length & ~1))
      .swap16()
      .toString('utf16le'),
  );

const withoutVersion = (name: string): string => name.replace(/;\d*$/, '').replace(/\.$/, '');

/** How many bytes at the beginning of system use areas are not Rock Ridge's; undefined where there is none. @param own root's own entry */
export function rockRidgeSkip({ systemUse: area }: DirectoryRecord): number | undefined {
  const isThere = area.length >= 7 && area.toString('latin1', 0, 2) === 'SP' && area[4] === 0xbe && area[5] === 0xef;
  return isThere ? area[6] : undefined;
}

/** What Rock Ridge says of an entry. */
export interface RockRidge {
  readonly name: string | undefined;
  /** A symbolic link, or a directory that stands elsewhere: neither is followed. */
  readonly isElsewhere: boolean;
}

/** More areas and longer names than any file has. */
const most = { areas: 32, name: 1024 };

/**
 * Reads a system use area and those that it goes on in.
 * @param read a piece of the image @throws {IsoFault} where they go on without end
 */
export async function readRockRidge(area: Buffer, read: (run: Run) => Promise<Buffer>): Promise<RockRidge> {
  const name: Buffer[] = [];
  let isElsewhere = false;
  let next: Buffer | undefined = area;
  for (let areas = 0; next !== undefined; areas++) {
    if (areas === most.areas) throw new IsoFault('an entry of it goes on without end');
    const bytes: Buffer = next;
    let goesOn: Run | undefined;
    for (let at = 0; at + 4 <= bytes.length;) {
      const length = bytes[at + 2] ?? 0;
      const signature = bytes.toString('latin1', at, at + 2);
      if (length < 4 || at + length > bytes.length || signature === 'ST') break;
      const entry = bytes.subarray(at, at + length);
      // flags 2 and 4: the directory itself, and its parent
      if (signature === 'NM' && length > 5 && ((entry[4] ?? 0) & 6) === 0) name.push(entry.subarray(5));
      else if (signature === 'SL' || signature === 'CL' || signature === 'RE') isElsewhere = true;
      else if (signature === 'CE' && length >= 28) {
        const [offset, size] = [entry.readUInt32LE(12), entry.readUInt32LE(20)];
        if (offset + size > SECTOR) throw new IsoFault('an entry of it goes on beyond its sector');
        goesOn = { at: entry.readUInt32LE(4) * SECTOR + offset, size };
      }
      at += length;
    }
    next = goesOn && (await read(goesOn));
  }
  const whole = Buffer.concat(name);
  if (whole.length > most.name) throw new IsoFault('a name of it has no end');
  return { name: whole.length === 0 ? undefined : whole.toString('utf8'), isElsewhere };
}

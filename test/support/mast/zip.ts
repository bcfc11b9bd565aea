import { crc32, deflateRawSync } from "node:zlib";

/** A file to be packed. */
export interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
  /** Default deflated. */
  readonly isStored?: boolean;
}

export interface ZipDamage {
  /** The checksum of each file is another. */
  readonly wrongSum?: boolean;
  /** Each file says that it has so many bytes more, or fewer. */
  readonly lengthOff?: number;
  /** Numbers of the directory are in ZIP64 fields. */
  readonly zip64?: boolean;
  /** Behind the directory. */
  readonly comment?: string;
}

/** A ZIP, made here so that it can be made wrongly (APPNOTE 4.3). */
export function zipOf(files: readonly ZipFile[], damage: ZipDamage = {}): Buffer {
  const { wrongSum = false, lengthOff = 0, zip64 = false, comment = "" } = damage;
  const locals: Buffer[] = [];
  const headers: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isStored = false } of files) {
    const packed = isStored ? content : deflateRawSync(content);
    const nameBytes = Buffer.from(name, "utf8");
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(1 << 11, 6);
    local.writeUInt16LE(isStored ? 0 : 8, 8);
    local.writeUInt16LE(nameBytes.length, 26);
    const extra = zip64 ? Buffer.alloc(28) : Buffer.alloc(0);
    const bytes = content.length + lengthOff;
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(1 << 11, 8);
    header.writeUInt16LE(isStored ? 0 : 8, 10);
    header.writeUInt32LE((crc32(content) ^ (wrongSum ? 1 : 0)) >>> 0, 16);
    header.writeUInt32LE(zip64 ? 0xffffffff : packed.length, 20);
    header.writeUInt32LE(zip64 ? 0xffffffff : bytes, 24);
    header.writeUInt16LE(nameBytes.length, 28);
    header.writeUInt16LE(extra.length, 30);
    header.writeUInt32LE(zip64 ? 0xffffffff : offset, 42);
    if (zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(bytes), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(offset), 20);
    }
    locals.push(local, nameBytes, packed);
    headers.push(header, nameBytes, extra);
    offset += local.length + nameBytes.length + packed.length;
  }
  const directory = Buffer.concat(headers);
  const tail = zip64 ? zip64End(files.length, directory.length, offset) : Buffer.alloc(0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : files.length, 8);
  end.writeUInt16LE(zip64 ? 0xffff : files.length, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...locals, directory, tail, end, Buffer.from(comment)]);
}

function zip64End(files: number, bytes: number, start: number): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(BigInt(files), 24);
  end.writeBigUInt64LE(BigInt(files), 32);
  end.writeBigUInt64LE(BigInt(bytes), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(start + bytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

"""Those of the files here that README.md says this makes, by h5py: run in this folder."""

import os
import struct
import zlib

import h5py
import numpy as np

ROWS = np.arange(1.0, 7).reshape(3, 2)
ENDLESS = h5py.h5s.UNLIMITED


def space(shape, largest=None, start=None, stride=None, count=None, block=None):
    result = h5py.h5s.create_simple(shape, largest)
    if start is not None:
        result.select_hyperslab(start, count, stride, block)
    return result


def virtual(name, shape, mappings, largest=None, dataset=b"x1", mode="w"):
    """`mappings` are (where in the dataset, source file, source dataset, where in the source)."""
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    for mapping in mappings:
        creation.set_virtual(*mapping)
    with h5py.File(name, mode) as file:
        h5py.h5d.create(file.id, dataset, h5py.h5t.IEEE_F64LE, space(shape, largest), creation)


def endless(start, stride, file):
    """Rows of a source without end, at every `stride`-th row from `start`."""
    target = space((0, 2), (ENDLESS, 2), (start, 0), (stride, 1), (ENDLESS, 1), (1, 2))
    source = space((0, 2), (ENDLESS, 2), (0, 0), (1, 1), (1, 1), (ENDLESS, 2))
    return target, file, b"x", source


def rows(first, count, extent=3):
    return space((extent, 2), None, (first, 0), (1, 1), (1, 1), (count, 2))


for name, data in (("endless.h5", ROWS), ("endless-short.h5", ROWS[:1])):
    with h5py.File(name, "w") as file:
        file.create_dataset("x", data=data, maxshape=(None, 2), chunks=(3, 2))
virtual("virtual-endless.h5", (0, 2), [endless(0, 1, b"endless.h5")], (ENDLESS, 2))
virtual("virtual-uneven.h5", (0, 2), [endless(0, 2, b"endless.h5"), endless(1, 2, b"endless-short.h5")], (ENDLESS, 2))
virtual("virtual-overlap.h5", (3, 2), [
    (rows(0, 2), b"source.h5", b"x", rows(0, 2)), (rows(0, 1), b"source.h5", b"x", rows(2, 1))])
with h5py.File("virtual-own-name.h5", "w") as file:
    file["x"] = ROWS
virtual("virtual-own-name.h5", (3, 2), [(space((3, 2)), b"virtual-own-name.h5", b"x", space((3, 2)))], mode="a")
scattered = rows(0, 1)
scattered.select_hyperslab((2, 0), (1, 2), op=h5py.h5s.SELECT_OR)
virtual("virtual-scattered.h5", (3, 2), [
    (scattered, b"source.h5", b"x", scattered), (rows(1, 1), b"source.h5", b"x", rows(1, 1))])

# One number after another of the dataset before, six times: 6^6 ways through it.
with h5py.File("virtual-many.h5", "w") as file:
    file["v0"] = ROWS
for level in range(1, 7):
    name = b"x1" if level == 6 else b"v%d" % level
    places = [space((3, 2), None, (row, column), (1, 1), (1, 1), (1, 1)) for row in range(3) for column in range(2)]
    virtual("virtual-many.h5", (3, 2), [(at, b".", b"v%d" % (level - 1), at) for at in places], dataset=name, mode="a")

with h5py.File("texts.h5", "w") as file:
    file["x"] = np.full((3, 2), "a", "S1")
virtual("virtual-texts.h5", (3, 2), [(space((3, 2)), b"texts.h5", b"x", space((3, 2)))])
virtual("virtual-external.h5", (3, 2), [(space((3, 2)), b"external.h5", b"x1", space((3, 2)))])
with h5py.File("packed.h5", "w") as file:
    file["x"] = ROWS
    file["x"].attrs["scale_factor"] = 0.5
virtual("virtual-packed.h5", (3, 2), [(space((3, 2)), b"packed.h5", b"x", space((3, 2)))])

with h5py.File("chunk-short.h5", "w") as file:
    chunked = file.create_dataset("x1", (3, 2), "f8", chunks=(3, 2), compression="gzip")
    chunked.id.write_direct_chunk((0, 0), ROWS[:1].tobytes(), filter_mask=1)


def filtered(name, chunks, set_up, rows=2, mask=0, shape=(3, 2), **kind):
    """`chunks` are the stored bytes of chunks of `rows` rows; None: as the library writes them."""
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_chunk((rows, 2))
    set_up(creation)
    with h5py.File(name, "w", **kind) as file:
        data = h5py.h5d.create(file.id, b"x1", h5py.h5t.IEEE_F64LE, space(shape, (ENDLESS, 2)), creation)
        if chunks is None:
            data.write(h5py.h5s.ALL, h5py.h5s.ALL, ROWS)
        for number, chunk in enumerate(chunks or ()):
            data.write_direct_chunk((rows * number, 0), chunk, mask)


def fletcher32(data):
    """The library's checksum of `data`, as another file has it."""
    with h5py.File("scratch", "w", driver="core", backing_store=False) as file:
        other = file.create_dataset("x", data=np.frombuffer(data, "u1"), chunks=(len(data),), fletcher32=True)
        return other.id.read_direct_chunk((0,))[1]


def shuffled(data):
    return np.frombuffer(data, "u1").reshape(-1, 8).T.tobytes()


def gzip(creation):
    creation.set_deflate(4)


def shuffle(creation):
    creation.set_shuffle()


def every(creation):
    creation.set_shuffle()
    creation.set_deflate(4)
    creation.set_fletcher32()


def checksum_first(creation):
    creation.set_fletcher32()
    creation.set_shuffle()
    creation.set_deflate(4)


def order(creation):
    creation.set_deflate(4)
    creation.set_shuffle()


def kept_bits(creation):
    creation.set_scaleoffset(h5py.h5z.SO_FLOAT_DSCALE, 3)


def kept_bits_gzip(creation):
    kept_bits(creation)
    creation.set_deflate(4)


def packed_bits(creation):
    creation.set_filter(h5py.h5z.FILTER_NBIT)


FIRST, SECOND = ROWS[:2].tobytes(), np.vstack([ROWS[2:], ROWS[2:]]).tobytes()
filtered("filters.h5", None, gzip)
filtered("filters-all.h5", None, every)
filtered("filters-checksum-first.h5", None, checksum_first)
filtered("filters-skipped.h5", [FIRST, SECOND], every, mask=7)
filtered("filters-latest.h5", None, every, libver=("v110", "v110"))
filtered("filters-kept-bits.h5", None, kept_bits)
filtered("filters-kept-bits-gzip.h5", None, kept_bits_gzip)
filtered("filters-order.h5", None, order)
filtered("filters-packed-bits.h5", None, packed_bits)
for name, end in (("short", SECOND[:16]), ("long", 4 * SECOND), ("longer", SECOND + SECOND[:8]), ("none", b"")):
    filtered(f"chunk-gzip-{name}.h5", [zlib.compress(FIRST), zlib.compress(end)], gzip)
filtered("chunk-gzip-cut.h5", [zlib.compress(FIRST), zlib.compress(SECOND)[:-6]], gzip)
filtered("chunk-shuffle-short.h5", [shuffled(FIRST), shuffled(SECOND[:16])], shuffle)
filtered("chunk-all-short.h5", [
    packed + fletcher32(packed) for packed in (zlib.compress(shuffled(FIRST)), zlib.compress(shuffled(SECOND[:24])))
], every)
filtered("chunk-skipped-short.h5", [FIRST, SECOND[:31]], every, mask=7)
filtered("chunk-checksum-none.h5", [FIRST, SECOND[:2]], lambda creation: creation.set_fletcher32())
filtered("chunk-latest-short.h5", [zlib.compress(FIRST), zlib.compress(SECOND[:16])], gzip, libver=("v110", "v110"))
with h5py.File("filters-kept-bits.h5") as file:
    chunks = [file["x1"].id.read_direct_chunk((row, 0))[1] for row in (0, 2)]
filtered("chunk-kept-bits-short.h5", [chunks[0], chunks[1][:22]], kept_bits)
filtered("many-chunks.h5", 4100 * [zlib.compress(b"\0" * 16)] + [zlib.compress(b"\0" * 15)], gzip, rows=1, shape=(4101, 2))


def changed(name, old, new):
    """The one place of `old` in a file's bytes becomes `new`."""
    with open(name, "r+b") as file:
        data = file.read()
        assert data.count(old) == 1 and len(old) == len(new), (name, data.count(old))
        file.seek(0)
        file.write(data.replace(old, new))


# Keys of a chunk index: the chunk's bytes, its filters' mask, its place.
filtered("chunk-plain-short.h5", None, lambda creation: None)
changed("chunk-plain-short.h5", struct.pack("<IIQQ", 32, 0, 2, 0), struct.pack("<IIQQ", 16, 0, 2, 0))
filtered("many-chunks-plain.h5", 4101 * [b"\0" * 16], lambda creation: None, rows=1, shape=(4101, 2))
changed("many-chunks-plain.h5", struct.pack("<IIQQQ", 16, 0, 4099, 0, 0), struct.pack("<IIQQQ", 8, 0, 4099, 0, 0))
with h5py.File("compact-short.h5", "w") as file:
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_layout(h5py.h5d.COMPACT)
    h5py.h5d.create(file.id, b"x1", h5py.h5t.IEEE_F64LE, space((3, 2)), creation).write(
        h5py.h5s.ALL, h5py.h5s.ALL, ROWS)
changed("compact-short.h5", struct.pack("<BBHd", 3, 0, 48, 1), struct.pack("<BBHd", 3, 0, 40, 1))

with h5py.File("link-gone.h5", "w") as file:
    file["x1"] = h5py.ExternalLink("gone.h5", "/x")
with h5py.File("link-below-gone.h5", "w") as file:
    file["x1"] = h5py.SoftLink("/gone/x")
with h5py.File("link-circle.h5", "w") as file:
    file["x1"] = h5py.SoftLink("/x2")
    file["x2"] = h5py.SoftLink("/x1")
with h5py.File("link-pipe.h5", "w") as file:
    file["x1"] = h5py.ExternalLink("pipe", "/x")
    file["x2"] = ROWS

# What a program leaves that ends before it closes its file.
if (child := os.fork()) == 0:
    file = h5py.File("marked.h5", "w", libver=("v110", "v110"))
    file["x1"] = ROWS
    file.flush()
    os._exit(0)
os.waitpid(child, 0)

# The length of a text in the global heap: more than the 4096 bytes of the heap, less than what is usually mapped there.
with h5py.File("heap-long.h5", "w") as file:
    file["x1"] = ROWS
    file.attrs["title"] = "a text of any length"
changed("heap-long.h5", struct.pack("<HHIQ", 1, 0, 0, 20) + b"a text", struct.pack("<HHIQ", 1, 0, 0, 6000) + b"a text")

"""Those of the files here that README.md says this makes, by h5py: run in this folder."""

import os

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

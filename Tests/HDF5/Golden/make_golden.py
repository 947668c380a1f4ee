"""Files that are read from other files, by h5py: run in this folder."""

import h5py
import numpy as np

ONES = np.ones((2, 2))

with h5py.File("data.h5", "w") as file:
    file["x"] = ONES
    file["dangling"] = h5py.SoftLink("/nowhere")
with h5py.File("part-0.h5", "w") as file:
    file["x"] = ONES
with h5py.File("link.h5", "w") as file:
    file["group/x1"] = h5py.ExternalLink("data.h5", "/x")
with h5py.File("chain.h5", "w") as file:
    file["x1"] = h5py.ExternalLink("link.h5", "/group/x1")
with h5py.File("raw.h5", "w") as file:
    file.create_dataset("x1", (2, 2), "f8", external=[("raw.bin", 0, 32)])
ONES.tofile("raw.bin")


def virtual(name, source):
    layout = h5py.VirtualLayout((2, 2), "f8")
    layout[:] = h5py.VirtualSource(source, "x", (2, 2))
    with h5py.File(name, "w") as file:
        file.create_virtual_dataset("x1", layout)


virtual("virtual.h5", "data.h5")
virtual("own.h5", ".")

# A source of any number of files: h5py's layouts have no "%b", so the library is asked.
with h5py.File("numbered.h5", "w") as file:
    space = h5py.h5s.create_simple((1, 2), (h5py.h5s.UNLIMITED, 2))
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    space.select_hyperslab((0, 0), (h5py.h5s.UNLIMITED, 1), (1, 1), (1, 2))
    creation.set_virtual(space, b"part-%b.h5", b"x", h5py.h5s.create_simple((1, 2)))
    h5py.h5d.create(file.id, b"x1", h5py.h5t.IEEE_F64LE, space, creation)

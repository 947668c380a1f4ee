import Foundation
import HDF5
import Results
import TestSupport
import Testing

/// What readers other than ours rely on.
@Suite struct SweepGroupTests {
  private func withFinished(_ body: (HDF5File) throws -> Void) throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      let layouts = [sampleLayout(), sampleLayout(group: "/finite_networks")]
      let sweep = try SweepFile(destination: url, layouts: layouts, provenance: sampleProvenance())
      for layout in layouts {
        for cell in sweep.pendingCells(group: layout.group) {
          try sweep.write(cell: cell, group: layout.group, values: sampleValues(1), status: .done)
        }
      }
      try sweep.finish(sampleProvenance())
      try body(HDF5File.open(url))
    }
  }

  @Test(arguments: ["/", "/finite_networks"]) func everyAxisHasAScaleOfItsName(name: String) throws {
    try withFinished { file in
      let group = try file.group(name)
      let status = Variable(name: "status", dimensions: ["dataset", "train_size"], longName: "")
      for variable in sampleLayout().variables + [status] {
        let dataset = try group.dataset(variable.name)
        #expect(dataset.shape.count == variable.dimensions.count)
        for (axis, dimension) in variable.dimensions.enumerated() {
          let scale = try group.dataset(dimension)
          #expect(try scale.isDimensionScale && dataset.isAttached(scale: scale, axis: axis))
          #expect(scale.shape == [dataset.shape[axis]])
        }
      }
    }
  }

  @Test func everyVariableSaysWhatItIs() throws {
    try withFinished { file in
      let root = try file.root
      for name in sampleLayout().variables.map(\.name) + sampleLayout().coordinates.map(\.name) + ["status"] {
        #expect(try !root.dataset(name).textAttribute("units").isEmpty)
        #expect(try !root.dataset(name).textAttribute("long_name").isEmpty)
      }
      #expect(try root.dataset("guide").textAttribute("units") == "nats")
    }
  }

  @Test func statusIsAnUnsignedByteWithFlagAttributes() throws {
    try withFinished { file in
      let status = try file.root.dataset("status")
      #expect(status.content == .integer(bytes: 1, signed: false))
      #expect(try status.numberAttribute("flag_values", as: UInt8.self) == [0, 1, 2, 3, 4])
      #expect(try status.textAttribute("flag_meanings") == "missing done untrusted diverged failed")
    }
  }
}

import Foundation
import HDF5
import TestSupport
import Testing

@Suite struct DimensionScalesTests {
  @Test func attachesOneScaleToEachAxis() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("x.h5")
      try HDF5File.replace(url) { file in
        let group = try file.root.createGroup("g")
        let data = try group.createDataset("data", of: Double.self, shape: [2, 3])
        let depth = try group.createDataset("depth", of: Int.self, shape: [2])
        let names = try group.createTextDataset("name", length: nil, shape: [3])
        for (axis, scale) in [depth, names].enumerated() {
          try scale.makeDimensionScale()
          try data.attach(scale: scale, axis: axis)
        }
      }
      let group = try HDF5File.open(url).group("/g")
      let (data, depth, names) = (try group.dataset("data"), try group.dataset("depth"), try group.dataset("name"))
      #expect(try depth.isDimensionScale && names.isDimensionScale && !data.isDimensionScale)
      #expect(try data.isAttached(scale: depth, axis: 0) && data.isAttached(scale: names, axis: 1))
      #expect(try !data.isAttached(scale: depth, axis: 1))
      // The name of the dimension, as readers of netCDF-4 see it, is the scale's own.
      #expect(try depth.textAttribute("NAME") == "depth")
    }
  }
}

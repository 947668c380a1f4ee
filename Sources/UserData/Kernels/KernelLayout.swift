import HDF5

/// The datasets of a kernel's file.
///
/// The whole of a kernel is `nngp` and `ntk` [rows, columns] over the coordinates `row` and `column`, or 1-D if it is
/// the lower triangle alone. A part has `nngp_1`, `nngp_2`, … instead, whose attributes `rows` and `columns` say the
/// first index and the one behind the last of what they hold.
struct KernelLayout {
  let identity: KernelIdentity
  let regions: [KernelRegion]

  /// - Parameter run: the tiles that the file is to hold.
  init(_ identity: KernelIdentity, _ plan: BlockPlan, _ run: Range<Int>) {
    self.identity = identity
    regions = KernelRegion.of(run, in: plan, isTriangle: identity.storesTriangle)
  }

  private var isPart: Bool { identity.part != nil }

  func name(_ kernel: String, _ region: Int) -> String { isPart ? "\(kernel)_\(region + 1)" : kernel }

  /// Bytes that all datasets take.
  var bytes: Int {
    regions.reduce(0) { $0 + $1.count } * identity.kernels.count * (identity.storesFloat32 ? 4 : 8)
  }

  /// Makes the datasets, to be written in full.
  ///
  /// - Throws: `FileFailure.system` if the disk has no room for all of it.
  func create(in root: HDF5Group) throws {
    if isPart || identity.storesTriangle {
      for kernel in identity.kernels {
        for (number, region) in regions.enumerated() {
          let variable = try createVariable(name(kernel, number), shape: region.shape, in: root)
          try Self.describe(variable, kernel, region, isPart: isPart)
        }
      }
      return
    }
    let scales = try Self.scales(identity, in: root)
    for kernel in identity.kernels {
      let variable = try createVariable(kernel, shape: [identity.rows, identity.columns], in: root)
      for (axis, scale) in scales.enumerated() { try variable.attach(scale: scale, axis: axis) }
      try Self.describe(variable, kernel)
    }
  }

  private func createVariable(_ name: String, shape: [Int], in root: HDF5Group) throws -> HDF5Dataset {
    identity.storesFloat32
      ? try root.createDataset(name, of: Float.self, shape: shape, storage: .unfilled)
      : try root.createDataset(name, of: Double.self, shape: shape, storage: .unfilled)
  }

  static func scales(_ identity: KernelIdentity, in root: HDF5Group) throws -> [HDF5Dataset] {
    [
      try root.createScale("row", Array(0..<identity.rows), longName: "row of x1"),
      try root.createScale(
        "column", Array(0..<identity.columns), longName: "row of \(identity.isSymmetric ? "x1" : "x2")"),
    ]
  }

  /// - Parameter isPart: whether `region` is not all of the kernel.
  static func describe(
    _ variable: HDF5Dataset, _ kernel: String, _ region: KernelRegion? = nil, isPart: Bool = false
  ) throws {
    try variable.setAttribute("units", "1")
    try variable.setAttribute(
      "long_name", kernel == "ntk" ? "neural tangent kernel" : "covariance of the infinitely wide network's prior")
    guard let region else { return }
    if region.isTriangle { try variable.setAttribute("storage", StoredKernel.triangleStorage) }
    if isPart {
      try variable.setAttribute("rows", [region.rows.lowerBound, region.rows.upperBound])
      try variable.setAttribute("columns", [region.columns.lowerBound, region.columns.upperBound])
    }
  }

  /// The datasets in a file; nil where one is missing or is another.
  func open(in root: HDF5Group) throws -> [(kernel: Int, region: KernelRegion, dataset: HDF5Dataset)]? {
    var found: [(kernel: Int, region: KernelRegion, dataset: HDF5Dataset)] = []
    for (kernel, title) in identity.kernels.enumerated() {
      for (number, region) in regions.enumerated() {
        guard try root.contains(name(title, number)) else { return nil }
        let dataset = try root.dataset(name(title, number))
        let content = HDF5Content.floatingPoint(bytes: identity.storesFloat32 ? 4 : 8)
        guard dataset.shape == region.shape, dataset.content == content else { return nil }
        if isPart {
          guard try dataset.numberAttribute("rows") == [region.rows.lowerBound, region.rows.upperBound],
            try dataset.numberAttribute("columns") == [region.columns.lowerBound, region.columns.upperBound]
          else { return nil }
        }
        found.append((kernel, region, dataset))
      }
    }
    return found
  }
}

import CHDF5
import Foundation
import HDF5

extension ToolCampaign {
  /// Users' HDF5 files, damaged: the kernel of one dense layer is x·x′/d, which is known without the tool.
  static let inputs = ToolCampaign(name: "inputs", share: 0.25) { _, kept in
    let (seeds, short) = try (InputsSeed.all(in: kept), InputsSeed.short(in: kept))
    return { trial in
      let seed = trial.chance.pick(trial.chance.holds(oneIn: 8) ? short : seeds)
      let (bytes, expectation) = seed.damaged(&trial.chance)
      try trial.write(bytes, to: "X.h5")
      try trial.write(Array(#"{"layers": [{"dense": {"weightVariance": 1}}]}"#.utf8), to: "A.json")
      let outcome = try trial.run(
        ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5", "--get", "nngp", "--quiet"],
        outputs: ["K.h5"])
      guard outcome.status == 0 else {
        if case .kernel(_, isCertain: true) = expectation {
          trial.complain(.untidy, "valid, but refused: \(outcome.errors)")
        }
        return
      }
      let kernel = try HDF5File.open(trial.url("K.h5")).root.dataset("nngp").read(as: Double.self)
      switch expectation {
      case .refused: trial.complain(.silent, "damage that can be found was taken (\(seed.name))")
      case .kernel(let expected, _):
        let isSame =
          kernel.count == expected.count && zip(kernel, expected).allSatisfy { abs($0 - $1) <= 1e-12 * max(abs($1), 1) }
        if !isSame { trial.complain(.silent, "another kernel than that of the numbers in the file (\(seed.name))") }
      case .anything:
        if !kernel.allSatisfy(\.isFinite) { trial.complain(.silent, "a kernel that is not finite (\(seed.name))") }
      }
    }
  }
}

/// A valid file of inputs, and what its bytes are.
struct InputsSeed {
  enum Expectation {
    case kernel([Double], isCertain: Bool)
    case refused
    /// Metadata without checksums were damaged: it may mean another valid file.
    case anything
  }

  let name: String
  let bytes: [UInt8]
  /// Whether every byte that matters has a checksum.
  let isChecked: Bool
  /// Where x1 lies, if it lies there as it is.
  let data: Range<Int>?
  /// Whether there is less of x1 than its shape says.
  var isShort = false

  static let (rows, columns) = (6, 4)
  private static let x: [Double] = (0..<rows * columns).map { Double(($0 * 7) % 11) - 4.25 }

  private static func kernel(_ x: [Double]) -> [Double] {
    (0..<rows).flatMap { i in
      (0..<rows).map { j in (0..<columns).reduce(0) { $0 + x[i * columns + $1] * x[j * columns + $1] } / Double(columns)
      }
    }
  }

  func damaged(_ chance: inout Chance) -> ([UInt8], Expectation) {
    if isShort { return (bytes, .refused) }
    let whole = Self.kernel(Self.x)
    switch chance.below(10) {
    case 0: return (bytes, .kernel(whole, isCertain: true))
    case 1: return (Array(bytes.dropLast(chance.within(1...bytes.count))), .refused)
    case 2, 3:
      guard let data else { fallthrough }
      // Numbers of the file's own, some of them none.
      var (changed, x) = (bytes, Self.x)
      for _ in 0..<chance.within(1...3) {
        let place = chance.below(x.count)
        x[place] = chance.pick([
          .nan, .infinity, -.infinity, 1e200, chance.unit(), -chance.unit(), 0, Double.leastNonzeroMagnitude,
        ])
        withUnsafeBytes(of: x[place]) {
          changed.replaceSubrange(data.lowerBound + 8 * place..<data.lowerBound + 8 * place + 8, with: $0)
        }
      }
      let kernel = Self.kernel(x)
      return (changed, kernel.allSatisfy(\.isFinite) ? .kernel(kernel, isCertain: false) : .refused)
    default:
      var changed: [UInt8]
      repeat { changed = chance.damage(bytes, within: chance.metadata(of: bytes)) } while changed == bytes
      return (changed, isChecked ? .kernel(whole, isCertain: false) : .anything)
    }
  }

  static func all(in folder: URL) throws -> [InputsSeed] {
    try [
      make("contiguous", in: folder, isLatest: false, isChunked: false),
      make("chunked", in: folder, isLatest: false, isChunked: true),
      make("latest", in: folder, isLatest: true, isChunked: false),
      make("latest-chunked", in: folder, isLatest: true, isChunked: true),
    ]
  }

  private static func make(_ name: String, in folder: URL, isLatest: Bool, isChunked: Bool) throws -> InputsSeed {
    let url = folder.appending(path: "\(name).h5")
    _ = HDF5Library.version  // the library is set up
    let access = H5Pcreate(hdf5_file_access())
    if isLatest { H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110) }
    let file = H5Fcreate(url.path, hdf5_truncate(), 0, access)
    let space = H5Screate_simple(2, [hsize_t(rows), hsize_t(columns)], nil)
    let creation = H5Pcreate(hdf5_dataset_creation())
    if isChunked {
      H5Pset_chunk(creation, 2, [2, 4])
      H5Pset_deflate(creation, 4)
      H5Pset_fletcher32(creation)
    }
    let dataset = H5Dcreate2(file, "x1", hdf5_file_double(), space, 0, creation, 0)
    let status = H5Dwrite(dataset, hdf5_native_double(), 0, 0, 0, x)
    for close in [H5Dclose(dataset), H5Pclose(creation), H5Sclose(space), H5Fclose(file), H5Pclose(access), status]
    where close < 0 { throw Untidiness("\(name): the HDF5 library does not write it") }
    let bytes = [UInt8](try Data(contentsOf: url))
    let raw = x.withUnsafeBytes { [UInt8]($0) }
    let start =
      isChunked ? nil : bytes.indices.dropLast(raw.count - 1).first { Array(bytes[$0..<$0 + raw.count]) == raw }
    return InputsSeed(
      name: name, bytes: bytes, isChecked: isLatest && isChunked, data: start.map { $0..<$0 + raw.count })
  }
}

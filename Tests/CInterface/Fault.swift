import CWideLimit

/// A change that makes an array none, and what the message must name.
struct Fault: Sendable {
  let change: @Sendable (inout widelimit_array) -> Void
  let status: Int32
  let words: String

  init(_ status: Int32, _ words: String, _ change: @escaping @Sendable (inout widelimit_array) -> Void) {
    (self.change, self.status, self.words) = (change, status, words)
  }

  static let ofInputs = [
    Fault(64, "x1->data is NULL") { $0.data = nil },
    Fault(64, "rank 0") { $0.rank = 0 },
    Fault(64, "rank 5") { $0.rank = 5 },
    Fault(64, "rank -1") { $0.rank = -1 },
    Fault(65, "shape [4]; write it as [n, d]") { $0.rank = 1 },
    Fault(65, "flatten") { ($0.rank, $0.shape.2, $0.strides.2) = (3, 1, 8) },
    Fault(64, "x1 has 0 entries along axis 0") { $0.shape.0 = 0 },
    Fault(64, "x1 has 0 entries along axis 1") { $0.shape.1 = 0 },
    Fault(64, "x1 has -3 entries along axis 1") { $0.shape.1 = -3 },
    Fault(64, "no memory can have") { $0.shape.0 = .max },
    Fault(64, "no memory can have") { ($0.shape.0, $0.shape.1) = (1 << 31, 1 << 31) },
    Fault(64, "no memory can have") { ($0.shape.0, $0.strides.0) = (1 << 40, 1 << 40) },
    Fault(64, "no memory can have") { $0.strides.0 = .max },
    Fault(64, "no memory can have") { $0.strides.0 = .min },
    Fault(64, "no memory can have") { ($0.shape.0, $0.strides.0) = (2, 1 << 62) },
    Fault(64, "no memory can have") { ($0.shape.0, $0.shape.1, $0.strides.1) = (2, 1 << 20, .min >> 19) },
  ]

  static let ofResults = [
    Fault(64, "nngp->data is NULL") { $0.data = nil },
    Fault(64, "nngp has the shape [4, 3], and what it is to receive [4, 4]") { $0.shape.1 = 3 },
    Fault(64, "nngp has the shape [4]") { $0.rank = 1 },
    Fault(64, "multiples of 8") { $0.data = UnsafeMutablePointer(bitPattern: UInt(bitPattern: $0.data) + 4) },
    Fault(64, "multiples of 8") { $0.strides.0 = 36 },
    Fault(64, "row-major") { $0.strides.0 = 24 },
    Fault(64, "row-major") { $0.strides.0 = 0 },
    Fault(64, "row-major") { $0.strides.0 = -32 },
    Fault(64, "row-major") { $0.strides.1 = 16 },
    Fault(64, "row-major") { $0.strides.1 = 0 },
    Fault(64, "row-major") { ($0.strides.0, $0.strides.1) = (8, 32) },
    Fault(64, "no memory can have") { $0.strides.0 = .max & ~7 },
  ]
}

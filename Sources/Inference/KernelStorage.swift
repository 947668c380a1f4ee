/// How a kernel is kept for its factor: as a square, or packed (`PackedSymmetricMatrix`).
public enum KernelStorage {
  /// Up to this order the square. Packed, a kernel takes half the memory, and its factor tells how far it is; square,
  /// it is small up to here (1.2 GB), and a failed factorisation is repaired without computing it again.
  public static let largestSquare = 12_000
}

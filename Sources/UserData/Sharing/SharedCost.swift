import LinearAlgebra
import Work

extension PosteriorSettings {
  /// - Throws: `SharingFailure.scratch` where several processes have the factor in their memories.
  func requireNoScratchOfGroup() throws {
    if let scratch, CurrentProcessGroup.value != nil {
      throw SharingFailure.scratch(folder: scratch.relativePath)
    }
  }
}

extension Cost {
  /// What the work takes if several processes share it: the kernel is then in the memories of all, as a square.
  ///
  /// - Parameter packed: the cost of the work with a packed kernel.
  func shared(_ sizes: UserDataCost.Sizes, packed: () -> Cost) -> Cost {
    guard let group = CurrentProcessGroup.value else { return self }
    let (packed, n) = (packed(), Int(sizes.training))
    return Cost(
      seconds: packed.seconds / Double(group.count),
      memoryBytes: packed.memoryBytes - PackedSymmetricMatrix.bytes(order: n) + group.machineBytes(order: n),
      diskBytes: packed.diskBytes)
  }
}

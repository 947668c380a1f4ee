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
    // Every process has the inputs.
    let other = UserDataCost.programBytes + Int(min(8 * sizes.training * sizes.width, 9e15))
    return Cost(
      seconds: packed.seconds / Double(group.count),
      memoryBytes: packed.memoryBytes - PackedSymmetricMatrix.bytes(order: n) + group.machineBytes(order: n)
        + (group.countOfMachine - 1) * other,
      diskBytes: packed.diskBytes)
  }

  /// What a file of a kernel takes whose tiles several processes share: each has one in work, and one on its way.
  ///
  /// - Parameter tileBytes: what a tile has of the file's numbers.
  func sharedTiles(of tileBytes: Int) -> Cost {
    guard let group = CurrentProcessGroup.value else { return self }
    return Cost(
      seconds: seconds / Double(group.count),
      memoryBytes: (memoryBytes + tileBytes) * group.countOfMachine
        + UserDataCost.programBytes * (group.countOfMachine - 1),
      diskBytes: diskBytes)
  }
}

/// Where an image keeps what the layers need to know of its positions: its pixels, and each slot's quantities, plane by
/// plane.
struct TableLayout: Sendable {
  /// Numbers of one image.
  let count: Int
  /// From one row of positions to the next, in each stage.
  private let rowStrides: [Int]
  private let heights: [Int]
  /// Where each slot begins; before them lie the pixels, one plane a channel.
  private let slotStarts: [Int]
  private let slotStages: [Int]

  /// - Parameter isWide: rows hold every position twice, so that a row rotated by any offset is contiguous.
  init(_ program: ImageProgram, channels: Int, isWide: Bool) {
    // Eight more than twice a row keep rows from falling on the same cache sets.
    rowStrides = program.stages.map { isWide ? 2 * $0.grid.rowLength + 8 : $0.grid.rowLength }
    heights = program.stages.map(\.grid.height)
    var (count, starts) = (channels * heights[0] * rowStrides[0], [Int]())
    for slot in program.slots {
      starts.append(count)
      count += slot.quantityCount * heights[slot.stage] * rowStrides[slot.stage]
    }
    (self.count, slotStarts, slotStages) = (count, starts, program.slots.map(\.stage))
  }

  func rowStride(stage: Int) -> Int { rowStrides[stage] }
  /// From one channel or quantity to the next.
  func planeStride(stage: Int) -> Int { heights[stage] * rowStrides[stage] }
  func start(slot: Int) -> Int { slotStarts[slot] }
  func stage(slot: Int) -> Int { slotStages[slot] }
}

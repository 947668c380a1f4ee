import LinearAlgebra
import Testing
import UserData

@Suite struct KernelRegionTests {
  /// Every number of the kernel is in one dataset of one part, and every tile's rows lie in one piece.
  @Test(arguments: [(5, 5, true, false), (5, 5, true, true), (5, 3, false, false), (2, 6, false, false)], 1...8)
  func partsHoldEveryNumberOnce(size: (rows: Int, columns: Int, isSymmetric: Bool, isTriangle: Bool), parts: Int) {
    let plan = BlockPlan(
      rows: size.rows * 256 - 100, columns: size.columns * 256 - 100, isSymmetric: size.isSymmetric, edge: 256)
    var times = Matrix<Double>(rows: plan.rows, columns: plan.columns)
    for part in 1...parts {
      let run = plan.run(ofPart: part, of: parts)
      let regions = KernelRegion.of(run, in: plan, isTriangle: size.isTriangle)
      #expect(regions.count <= 6)
      for region in regions {
        var numbers = 0
        for i in region.rows {
          for j in region.columns where !region.isTriangle || j <= i {
            times[i, j] += 1
            numbers += 1
          }
        }
        #expect(numbers == region.count && numbers == region.shape.reduce(1, *))
      }
      for number in run {
        let tile = plan[number]
        #expect(regions.count { $0.contains(rows: tile.rows, columns: tile.columns) } == 1)
      }
    }
    for i in 0..<plan.rows {
      // Above the diagonal a triangle has what is left over of tiles on it.
      for j in 0..<(size.isTriangle ? i + 1 : plan.columns) where times[i, j] != 1 {
        Issue.record("(\(i), \(j)) is there \(times[i, j]) times")
        return
      }
    }
  }

  @Test func placesInARegion() {
    let rectangle = KernelRegion(rows: 4..<7, columns: 2..<10)
    #expect(rectangle.offset(4, 2) == 0 && rectangle.offset(5, 3) == 9)
    let rows = KernelRegion(rows: 3..<6, columns: 0..<6, isTriangle: true)
    #expect(rows.offset(3, 0) == 0 && rows.offset(4, 1) == 5 && rows.offset(5, 5) == rows.count - 1)
  }
}

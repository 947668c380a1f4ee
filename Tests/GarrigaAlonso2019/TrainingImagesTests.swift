import Datasets
import ExperimentSupport
import Foundation
import GarrigaAlonso2019
import Testing

@Suite("Training images of Garriga-Alonso et al. 2019") struct TrainingImagesTests {
  /// Labels and pixels as they lie in the files, of file index 5,000 and on, across the place where the suite's own
  /// validation images end.
  @Test func areThoseFromThe5001stOfTheFileOn() throws {
    let bench = try Bench()
    let dataset = try bench.context(of: "garriga-alonso2019/table1").dataset(.mnist)
    #expect(dataset.description.validation == .first(10_000))
    let labels = try Self.file("train-labels-idx1-ubyte")
    let pixels = try Self.file("train-images-idx3-ubyte")
    let found = TrainingImages(dataset, count: 5_003)
    #expect(found.labels == Array(labels.dropFirst(5_000).prefix(5_003)))
    #expect(found.pixels.rows == 5_003 && found.pixels.columns == 784)
    for image in [0, 1, 4_999, 5_000, 5_002] {
      let bytes = pixels.dropFirst((5_000 + image) * 784).prefix(784)
      #expect(found.pixels.row(image).elementsEqual(bytes.map { Double($0) / 255 }), "\(image)")
    }
  }

  /// Those of a smaller size are the first of a larger one.
  @Test func smallerSizesBeginAtTheSameImage() throws {
    let bench = try Bench()
    let dataset = try bench.context(of: "garriga-alonso2019/table1").dataset(.mnist)
    let (few, many) = (TrainingImages(dataset, count: 7), TrainingImages(dataset, count: 60))
    #expect(few.labels == Array(many.labels.prefix(7)))
    #expect(few.labels.first == dataset.validation.labels[5_000])
    #expect(few.pixels.elements == Array(many.pixels.elements.prefix(7 * 784)))
  }

  /// The bytes of a file of the benches' procedural images.
  private static func file(_ name: String) throws -> [UInt8] {
    try IDXFile(contentsOf: DrawnImages.folder.appending(path: "mnist/\(name).gz")).bytes
  }
}

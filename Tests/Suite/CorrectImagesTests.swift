import Suite
import Testing

@Suite("Which test images are right") struct CorrectImagesTests {
  @Test func theFirstImageIsTheHighestBit() {
    #expect(CorrectImages([true, false, true, false, true, true, true, true]).text == "af")
    #expect(CorrectImages([false, false, false, false, false, false, false, true, true]).text == "0180")
    #expect(CorrectImages([]).text.isEmpty)
  }

  @Test(arguments: [1, 7, 8, 9, 100]) func aTextSaysItAll(count: Int) {
    let images = CorrectImages((0..<count).map { $0 * $0 % 3 == 1 })
    #expect(CorrectImages(text: images.text, images: count) == images)
    #expect(CorrectImages(text: images.text, images: count + 8) == nil)
  }

  @Test(arguments: ["", "a", "ag", "aff", "a€"]) func othersAreNone(text: String) {
    #expect(CorrectImages(text: text, images: 8) == nil)
  }

  /// A bit of an image that there is not.
  @Test func noMoreImagesThanThereAre() { #expect(CorrectImages(text: "01", images: 7) == nil) }
}

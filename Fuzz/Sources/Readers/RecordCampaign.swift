import Datasets
import Foundation

extension ReaderCampaign {
  /// Files of records as CIFAR's, with small images.
  static let records = ReaderCampaign(name: "records") { chance in
    var bytes: [UInt8] = []
    for _ in 0..<chance.within(1...20) {
      bytes += [chance.byte() % 10, chance.byte() % 10] + chance.bytes(layout.imageSize)
    }
    if chance.below(4) > 0 { bytes = chance.damage(bytes) }
    let records = stride(from: 0, to: bytes.count, by: layout.recordSize).map {
      bytes[$0..<min(bytes.count, $0 + layout.recordSize)]
    }
    let isValid =
      !bytes.isEmpty && bytes.count % layout.recordSize == 0 && records.allSatisfy { $0[$0.startIndex + 1] < 10 }
    let reading = records.flatMap { $0.dropFirst(2) } + records.map { $0.count > 1 ? $0[$0.startIndex + 1] : 0 }
    return ReaderInput(bytes: bytes, expectation: isValid ? .reads(reading) : .refused)
  } read: {
    let read = try RecordFile.read([$0], layout)
    return read.images + read.labels
  }

  private static let layout = RecordFile.Layout(labelBytes: 2, label: 1, classes: 10, imageSize: 48)
}

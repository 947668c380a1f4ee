import Foundation

/// Under which names the files of a data set are found.
extension DatasetDescription {
  /// The names a file may have, the official one first. An IDX file may be compressed, and archive programs unpack
  /// `train-images-idx3-ubyte.gz` as `train-images.idx3-ubyte`, the name that is stored inside it.
  func spellings(of name: String) -> [String] {
    guard format == .idx else { return [name] }
    let dotted = name.replacingOccurrences(of: "-idx", with: ".idx")
    return [name, name + ".gz", dotted, dotted + ".gz"]
  }

  /// The folder of the files inside the folder of all data sets: the official one, or, where only that is there, the
  /// one of torchvision.
  public func place(in directory: URL) -> URL {
    let official = directory.appendingPathComponent(folder)
    guard let other = otherFolder.map(directory.appendingPathComponent),
      !FileManager.default.fileExists(atPath: official.path), FileManager.default.fileExists(atPath: other.path)
    else { return official }
    return other
  }

  private var otherFolder: String? {
    switch id {
    case "mnist": "MNIST/raw"
    case "fashion-mnist": "FashionMNIST/raw"
    default: nil
    }
  }
}

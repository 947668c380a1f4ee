import Foundation

/// Data sets in a folder, in their official file formats.
public enum DatasetStore {
  /// Reads the files of a data set from its folder in `directory`.
  ///
  /// IDX files may be plain or carry `.gz`; where both lie there, the plain one is read. Other spellings of names and
  /// folders that are read: `DatasetPlaces`. Files whose digest is not the
  /// official one are read too and say so in `Dataset.files`. The test and training sets keep the order of their files;
  /// they may hold fewer images than the official ones, in the official shape.
  ///
  /// - Throws: `DatasetFailure`.
  /// - Complexity: memory is the bytes as stored plus an index an image.
  public static func load(_ description: DatasetDescription, from directory: URL) throws -> Dataset {
    try DatasetFailure.naming(description) { try read(description, from: directory) }
  }

  private static func read(_ description: DatasetDescription, from directory: URL) throws -> Dataset {
    let folder = description.place(in: directory)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), !isFolder.boolValue {
      throw DatasetFailure(path: folder.path, problem: .notFolder)
    }
    let reader = SplitReader(description, folder)
    let (training, test) = (try reader.read(description.training), try reader.read(description.test))
    let (images, count) = (training.images, training.images.count)
    guard count > description.validation.count else {
      throw DatasetFailure(
        path: folder.path, problem: .tooFewForValidation(images: count, validation: description.validation.count))
    }
    let validation = description.validation.range(of: count)
    return Dataset(
      description: description, isProcedural: ProceduralMarker.exists(in: folder),
      training: images.subset((0..<count).filter { !validation.contains($0) }),
      validation: images.subset(validation), test: test.images, files: training.files + test.files)
  }
}

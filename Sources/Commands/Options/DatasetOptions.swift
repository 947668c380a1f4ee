import ArgumentParser
import Foundation
import Suite

/// Where the datasets are.
struct DatasetOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder with mnist/ and cifar-10-batches-bin/.", valueName: "dir"))
  var datasets: String = "datasets"

  var directory: URL { URL(filePath: datasets, directoryHint: .isDirectory) }

  /// - Throws: `SuiteFailure.noDatasets` for a folder that was named and is not there. The default one may be missing:
  ///   then it holds no datasets.
  func checkedDirectory() throws -> URL {
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: directory.path, isDirectory: &isDirectory)
    guard exists && isDirectory.boolValue || datasets == "datasets" else {
      throw SuiteFailure.noDatasets(folder: datasets)
    }
    return directory
  }
}

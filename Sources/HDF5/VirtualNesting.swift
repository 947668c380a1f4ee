/// What is known while a virtual dataset is opened with its sources, and theirs.
final class VirtualNesting {
  /// The virtual datasets around the one that is looked at, as `VirtualSources` names them.
  var dependents: [String] = []
  /// Files by their path, and source datasets by name: each is opened once, however many mappings lead to it.
  var files: [String: HDF5File] = [:]
  var sources: [String: HDF5Dataset] = [:]
}

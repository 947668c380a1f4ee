import Architectures
import Foundation
import HDF5
import LinearAlgebra
import Platform
import Results

/// Where a file made from a user's own inputs comes from, as root attributes.
struct UserProvenance {
  let title: String
  let architecture: Architecture
  /// The file that they are in, or what else is to be said of where they are.
  let inputs: String
  let threads: Int
  let started = Date()

  func write(to root: HDF5Group) throws {
    let build = Build.current
    let command = CommandLine.arguments.joined(separator: " ")
    let date = started.formatted(.iso8601)
    try root.setAttribute("Conventions", "CF-1.10")
    try root.setAttribute("title", title)
    try root.setAttribute("source", Build.program)
    try root.setAttribute("history", "\(date) \(Build.program) (commit \(build.commit)): \(command)")
    try root.setAttribute("architecture", try architecture.json())
    try root.setAttribute("inputs", inputs)
    try root.setAttribute("git_commit", build.commit)
    try root.setAttribute("git_dirty", build.isDirty.map { $0 ? "true" : "false" } ?? "unknown")
    try root.setAttribute("command_line", command)
    try root.setAttribute("swift_version", build.swiftVersion)
    try root.setAttribute("build_flags", build.flags)
    try root.setAttribute("hdf5_version", HDF5Library.version)
    try root.setAttribute("blas_library", BLASLibrary.configuration.trimmingCharacters(in: .whitespaces))
    try root.setAttribute("blas_core", BLASLibrary.core)
    try root.setAttribute("threads", threads)
    try root.setAttribute("cpu_model", Processor.modelName)
    try root.setAttribute("started_utc", date)
  }

  func writeFinal(to root: HDF5Group) throws {
    try root.setAttribute("wall_seconds", Date().timeIntervalSince(started))
    if let bytes = PeakMemory.bytes { try root.setAttribute("peak_memory_bytes", bytes) }
  }

  /// The same, into attributes that are there: no other byte of the file changes.
  func updateFinal(in root: HDF5Group) throws {
    try root.updateAttribute("wall_seconds", Date().timeIntervalSince(started))
    if let bytes = PeakMemory.bytes { try root.updateAttribute("peak_memory_bytes", bytes) }
  }
}

extension HDF5Group {
  /// A coordinate that becomes the dimension scale of the axes that count it.
  func createScale<Element: HDF5Element>(_ name: String, _ values: [Element], longName: String) throws -> HDF5Dataset {
    let scale = try createDataset(name, of: Element.self, shape: [values.count], storage: .unfilled)
    try scale.write(values)
    try scale.makeDimensionScale()
    try scale.setAttribute("units", "1")
    try scale.setAttribute("long_name", longName)
    return scale
  }

  /// A float64 variable over `scales`, to be written in full.
  func createVariable(_ name: String, over scales: [HDF5Dataset], longName: String) throws -> HDF5Dataset {
    let variable = try createDataset(name, of: Double.self, shape: scales.map(\.count), storage: .unfilled)
    for (axis, scale) in scales.enumerated() { try variable.attach(scale: scale, axis: axis) }
    try variable.setAttribute("units", "1")
    try variable.setAttribute("long_name", longName)
    return variable
  }
}

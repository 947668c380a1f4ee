import Architectures
import CWideLimit
import Foundation
import LinearAlgebra
import UserData

/// Holds a model for a caller, who has its address.
final class ModelBox: Sendable {
  let model: FittedModel

  init(_ model: FittedModel) { self.model = model }

  /// Gives the model to the caller, who ends it by `widelimit_model_free`.
  static func give(_ model: FittedModel, to target: UnsafeMutablePointer<OpaquePointer?>) {
    target.pointee = OpaquePointer(Unmanaged.passRetained(ModelBox(model)).toOpaque())
  }

  /// - Throws: `CallFailure.missing`.
  static func model(_ pointer: OpaquePointer?) throws -> FittedModel {
    guard let pointer else { throw CallFailure.missing(argument: "model") }
    return Unmanaged<ModelBox>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue().model
  }
}

@_cdecl("widelimit_model_free")
public func widelimitModelFree(_ model: OpaquePointer?) {
  if let model { Unmanaged<ModelBox>.fromOpaque(UnsafeRawPointer(model)).release() }
}

@_cdecl("widelimit_fit")
public func widelimitFit(
  _ architecture: UnsafePointer<CChar>?, _ x1: UnsafePointer<widelimit_array>?,
  _ targets: UnsafePointer<widelimit_array>?, _ options: UnsafePointer<widelimit_fit_options>?,
  _ control: UnsafePointer<widelimit_control>?, _ model: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  model?.pointee = nil
  return Call.answer(error, control) { control in
    guard let model else { throw CallFailure.missing(argument: "model") }
    let network = try Call.architecture(architecture)
    var settings = FittedModel.Settings()
    let options =
      options?.pointee
      ?? widelimit_fit_options(noise: .nan, keeps_factor: 0, leaves_one_out: 0, classes: 0, strict: 0)
    if !options.noise.isNaN {
      guard options.noise > 0, options.noise.isFinite else {
        throw CallFailure.value(
          argument: "noise", given: "\(options.noise)", wanted: "a finite number above 0, such as 1e-10")
      }
      settings.noiseVariance = options.noise
    }
    (settings.keepsFactor, settings.leavesOneOut) = (options.keeps_factor != 0, options.leaves_one_out != 0)
    settings.isStrict = options.strict != 0
    let inputs = try CallerArray(x1, "x1").inputs()
    let goals = try CallerArray(targets, "targets").targets(asClasses: options.classes != 0)
    let data = try TrainingInputs(inputs, goals, architecture: network)
    let fitted = try FittedModel(fitting: data, settings, threads: control.threads, report: control.report)
    fitted.warnings.forEach(control.warn)
    ModelBox.give(fitted, to: model)
  }
}

@_cdecl("widelimit_model_load")
public func widelimitModelLoad(
  _ path: UnsafePointer<CChar>?, _ control: UnsafePointer<widelimit_control>?,
  _ model: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  model?.pointee = nil
  return Call.answer(error, control) { control in
    guard let model else { throw CallFailure.missing(argument: "model") }
    let url = URL(filePath: try Call.text(path, "path"))
    ModelBox.give(try ModelFiles.read(url, threads: control.threads), to: model)
  }
}

@_cdecl("widelimit_model_save")
public func widelimitModelSave(
  _ model: OpaquePointer?, _ path: UnsafePointer<CChar>?, _ control: UnsafePointer<widelimit_control>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error, control) { control in
    let url = URL(filePath: try Call.text(path, "path"))
    try ModelFiles.write(ModelBox.model(model), to: url, threads: control.threads, warn: control.warn)
  }
}

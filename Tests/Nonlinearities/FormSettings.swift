import Nonlinearities

/// Settings with which each form of the list makes a φ.
enum FormSettings {
  static func example(_ form: NonlinearityForm) -> NonlinearitySettings {
    NonlinearitySettings(
      Dictionary(
        uniqueKeysWithValues: form.parameters.map { parameter in
          let example: NonlinearitySetting =
            switch parameter.kind {
            case .number: .number(0.25)
            case .wholeNumber: .number(3)
            case .numbers: .numbers([0.5, 1, 2])
            case .text: .text("x^2")
            }
          return (parameter.name, example)
        }))
  }
}

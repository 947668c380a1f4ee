/// A φ behind `Nonlinearity.defined`: one of the list of `NonlinearityForm`, or a user's own.
public final class DefinedNonlinearity: Sendable, Hashable {
  let definition: any NonlinearityDefinition

  init(_ definition: some NonlinearityDefinition) { self.definition = definition }

  /// Those with a form in files are equal if it is the same with the same settings; a user's own is equal to itself.
  public static func == (a: DefinedNonlinearity, b: DefinedNonlinearity) -> Bool {
    if a === b { return true }
    let (first, second) = (a.definition, b.definition)
    if let own = first as? CustomNonlinearity { return own === second as? CustomNonlinearity }
    return first.name == second.name && first.settings == second.settings
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(definition.name) }
}

extension Nonlinearity {
  init(_ definition: some NonlinearityDefinition) { self = .defined(DefinedNonlinearity(definition)) }

  /// A user's own φ.
  public static func custom(_ custom: CustomNonlinearity) -> Nonlinearity { Nonlinearity(custom) }

  /// Whether it is a user's own.
  package var isCustom: Bool { definition is CustomNonlinearity }
}

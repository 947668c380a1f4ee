/// The names of nonlinearities in architecture files.
enum NonlinearityKey: String, CaseIterable {
  case relu, leakyRelu, abs, erf, gelu, sin, cos, identity, tanh
}

// Everything that a user of the library needs, by one import: the value `Architecture`, its four readings
// (`infiniteWidth`, `meanField`, `finiteWidth`, `WidthExpansion`), inference, inputs, data sets, the device that they
// compute on and the matrices under them.
@_exported import Architectures
@_exported import Datasets
@_exported import Failures
@_exported import FiniteWidth
@_exported import Inference
@_exported import InfiniteWidth
@_exported import Inputs
@_exported import LinearAlgebra
@_exported import MeanField
@_exported import Nonlinearities
@_exported import Platform
@_exported import Randomness
@_exported import WidthExpansion

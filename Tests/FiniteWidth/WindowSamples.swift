import Architectures
import FiniteWidth

/// Networks of windows with sides, strides and paddings of their own, of sequences, products and attention; each with
/// the shape of its inputs. Smooth nonlinearities, so that differences tell derivatives.
func windowSamples() throws -> [NetworkSample] {
  let dense = Dense(weightVariance: 1.2, biasVariance: 0.1)
  let image = InputShape.image(height: 5, width: 4, channels: 2)
  return try [
    NetworkSample(
      architecture: Architecture {
        Convolution(kernelSize: [2, 3], stride: [2, 1], weightVariance: 1.4, biasVariance: 0.2)
        Erf()
        // Even, stride 1: not centred.
        Convolution(kernelSize: 2, padding: .circular, weightVariance: 1.3, biasVariance: 0.1)
        Tanh()
        // Centred, with two different sides.
        Convolution(kernelSize: [1, 3], padding: .circular, weightVariance: 1.3, biasVariance: 0.1)
        Tanh()
        Convolution(kernelSize: [3, 1], padding: .valid, weightVariance: 1.3)
        Erf()
        Flatten()
        dense
      }, shape: image),
    NetworkSample(
      architecture: Architecture {
        Convolution(kernelSize: 3, weightVariance: 1.4, biasVariance: 0.3)
        // A strided residual block with a projection, and one whose shortcut has no weights.
        Parallel(.sum) {
          Branch { Convolution(kernelSize: 1, stride: 2, weightVariance: 0.5) }
          Branch {
            Erf()
            Convolution(kernelSize: 3, stride: 2, weightVariance: 1.1, biasVariance: 0.1)
            Tanh()
            Convolution(kernelSize: 3, weightVariance: 0.9)
          }
        }
        Parallel(.sum) {
          Branch { AveragePooling(window: 2, stride: 2, padding: .zero) }
          Branch {
            Erf()
            // Wider than what is left of the image.
            Convolution(kernelSize: 5, stride: 2, padding: .circular, weightVariance: 1.1, biasVariance: 0.1)
          }
        }
        Erf()
        GlobalAveragePooling()
        dense
      }, shape: image),
    NetworkSample(
      architecture: Architecture {
        AveragePooling(window: [1, 2], stride: 1)
        Convolution(kernelSize: 4, padding: .zero, weightVariance: 1.4, biasVariance: 0.3)
        Erf()
        AveragePooling(window: 3, stride: 2, padding: .zero)
        Convolution(kernelSize: 1, weightVariance: 1.4, biasVariance: 0.3)
        Tanh()
        AveragePooling(window: [2, 3], stride: 1, padding: .circular, sum: true)
        Convolution(kernelSize: 2, weightVariance: 0.2, biasVariance: 0.3)
        // Leaves a row out.
        AveragePooling(window: [2, 1], stride: [2, 1])
        Flatten()
      }, shape: image),
    NetworkSample(
      architecture: Architecture {
        Convolution(kernelSize: 3, stride: 2, padding: .circular, weightVariance: 1.4, biasVariance: 0.3)
        Identity()
        Erf()
        AveragePooling(window: 2, stride: 1, padding: .zero)
        Convolution(kernelSize: 2, padding: .valid, weightVariance: 1.4, biasVariance: 0.3)
        Tanh()
        Flatten()
        dense
      }, shape: .sequence(length: 7, channels: 3)),
    NetworkSample(
      architecture: Architecture {
        Dense(weightVariance: 1.1, biasVariance: 0.3)
        Parallel(.product) {
          Branch { Identity() }
          Branch { dense }
          Branch {
            Erf()
            dense
          }
        }
        Dense(weightVariance: 1.1, biasVariance: 0.3)
        Erf()
        // Reads what φ has made: the product completes its gradient by φ′.
        Parallel(.product) {
          Branch {}
          Branch { Dense(weightVariance: 1.1, biasVariance: 0.3) }
        }
      }, shape: .vector(features: 4)),
    NetworkSample(
      architecture: Architecture {
        Convolution(kernelSize: 3, weightVariance: 1.1, biasVariance: 0.3)
        Parallel(.product) {
          Branch { Convolution(kernelSize: 3, stride: 2, weightVariance: 1.1, biasVariance: 0.3) }
          Branch {
            Erf()
            AveragePooling(window: 2, stride: 2, padding: .zero)
            Convolution(kernelSize: 1, weightVariance: 1.1, biasVariance: 0.3)
          }
        }
        Flatten()
      }, shape: image),
    NetworkSample(
      architecture: Architecture {
        Convolution(kernelSize: 1, weightVariance: 1.4, biasVariance: 0.3)
        Erf()
        SelfAttention(queryVariance: 2, keyVariance: 3, valueVariance: 1.3, outputVariance: 1.2, biasVariance: 0.1)
        Erf()
        Flatten()
        dense
      }, shape: image),
    NetworkSample(
      architecture: Architecture {
        SelfAttention(mechanism: .identity)
        Parallel(.sum) {
          Branch { Identity() }
          Branch { SelfAttention(queryVariance: 2, keyVariance: 3, biasVariance: 0.2) }
        }
        Tanh()
        GlobalAveragePooling()
        dense
      }, shape: .sequence(length: 4, channels: 3)),
  ]
}

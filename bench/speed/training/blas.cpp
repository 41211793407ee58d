// The training step in C++ with OpenBLAS, on one core: what the machine can do. Reads cases as `bench-case.ts` writes
// them; for each line "case steps" on its input it answers milliseconds a step and the loss.
#include <cblas.h>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

using Floats = std::vector<float>;

struct Layer {
  int in, out;
  Floats kernel, bias, kernelSlopes, biasSlopes, signal, slopes;
};

struct Case {
  int stretches, rows, inputs, muscles, powers, count, centres;
  float mean, deviation, lowest, highest, stiffness, steepness, upper, lower, torqueScale;
  float physicsWeight, decay, angles, forces, residuals;
  Floats velocity, acceleration, forceScale, arms, input, angle, angleWeight, force, forceWeight;
  Floats residualWeight, torque, measured, dynamics, scaledForce, needed, neededSlope, pull;
  std::vector<Layer> layers;

  explicit Case(const char* path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> raw((std::istreambuf_iterator<char>(file)), {});
    const int32_t* sizes = reinterpret_cast<const int32_t*>(raw.data());
    const int head = *sizes++;
    stretches = sizes[0], rows = sizes[1], inputs = sizes[2], muscles = sizes[3], powers = sizes[4];
    const float* at = reinterpret_cast<const float*>(sizes + head);
    auto take = [&](int n) { Floats taken(at, at + n); at += n; return taken; };
    for (float* one : {&mean, &deviation, &lowest, &highest, &stiffness, &steepness, &upper, &lower, &torqueScale,
                       &physicsWeight, &decay, &angles, &forces, &residuals})
      *one = *at++;
    velocity = take(9), acceleration = take(9), forceScale = take(muscles), arms = take(powers * muscles);
    count = stretches * rows, centres = rows - 8;
    int below = inputs;
    for (int l = 5; l <= head; l++) {
      const int above = l < head ? sizes[l] : 1 + muscles;
      Layer layer{below, above, take(below * above), take(above), Floats(below * above), Floats(above),
                  Floats(count * above), Floats(count * above)};
      layers.push_back(layer);
      below = above;
    }
    input = take(count * inputs), angle = take(count), angleWeight = take(count);
    force = take(count * muscles), forceWeight = take(count * muscles);
    residualWeight = take(stretches * centres), torque = take(stretches * centres);
    measured = take(stretches), dynamics = take(stretches * 6);
    scaledForce.resize(count * muscles), needed.resize(rows), neededSlope.resize(rows), pull.resize(rows + 8);
  }

  double step() {
    const float* signal = input.data();
    for (size_t l = 0; l < layers.size(); l++) {
      Layer& layer = layers[l];
      float* out = layer.signal.data();
      for (int r = 0; r < count; r++)
        for (int c = 0; c < layer.out; c++) out[r * layer.out + c] = layer.bias[c];
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, count, layer.out, layer.in, 1, signal, layer.in,
                  layer.kernel.data(), layer.out, 1, out, layer.out);
      if (l + 1 < layers.size())
        for (int i = 0; i < count * layer.out; i++) out[i] = tanhf(out[i]);
      signal = out;
    }
    const double data = lossOfOutput();
    double squares = 0;
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer& layer = layers[l];
      const float* from = l > 0 ? layers[l - 1].signal.data() : input.data();
      cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, layer.in, layer.out, count, 1, from, layer.in,
                  layer.slopes.data(), layer.out, 0, layer.kernelSlopes.data(), layer.out);
      for (int c = 0; c < layer.out; c++) layer.biasSlopes[c] = 0;
      for (int r = 0; r < count; r++)
        for (int c = 0; c < layer.out; c++) layer.biasSlopes[c] += layer.slopes[r * layer.out + c];
      squares += withDecay(layer.kernel, layer.kernelSlopes) + withDecay(layer.bias, layer.biasSlopes);
      if (l == 0) break;
      float* to = layers[l - 1].slopes.data();
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count, layer.in, layer.out, 1, layer.slopes.data(), layer.out,
                  layer.kernel.data(), layer.out, 0, to, layer.in);
      for (int i = 0; i < count * layer.in; i++) to[i] *= 1 - from[i] * from[i];
    }
    return data + decay * squares;
  }

  double withDecay(const Floats& weights, Floats& slopes) const {
    float sum = 0;
    for (size_t i = 0; i < weights.size(); i++) {
      slopes[i] += 2 * decay * weights[i];
      sum += weights[i] * weights[i];
    }
    return sum;
  }

  double lossOfOutput() {
    const int width = 1 + muscles;
    const Floats& output = layers.back().signal;
    Floats& slopes = layers.back().slopes;
    double angleSum = 0, forceSum = 0, residualSum = 0;
    for (int r = 0; r < count; r++) {
      const float error = output[r * width] - angle[r];
      angleSum += angleWeight[r] * error * error;
      slopes[r * width] = 2 / angles * angleWeight[r] * error;
      for (int m = 0; m < muscles; m++) {
        const float x = output[r * width + 1 + m];
        const float value = fmaxf(x, 0) + log1pf(expf(-fabsf(x)));
        const float apart = value - force[r * muscles + m];
        scaledForce[r * muscles + m] = value;
        forceSum += forceWeight[r * muscles + m] * apart * apart;
        slopes[r * width + 1 + m] = 2 / forces * forceWeight[r * muscles + m] * apart;
      }
    }
    for (int s = 0; s < stretches; s++) residualSum += residualOfStretch(s, slopes, output, width);
    for (int r = 0; r < count; r++)
      for (int m = 0; m < muscles; m++) slopes[r * width + 1 + m] *= 1 / (1 + expf(-output[r * width + 1 + m]));
    return angleSum / angles + forceSum / forces +
           physicsWeight * residualSum / (torqueScale * torqueScale * residuals);
  }

  double residualOfStretch(int s, Floats& slopes, const Floats& output, int width) {
    const float* d = &dynamics[s * 6];
    const bool isMeasured = measured[s] == 1;
    const float* out = &output[s * rows * width];
    float* slope = &slopes[s * rows * width];
    double sum = 0;
    float stencil[9];
    for (int i = 0; i < 9; i++) stencil[i] = isMeasured ? 0 : d[0] * acceleration[i] + d[1] * velocity[i];
    for (int c = 0; c < centres; c++) {
      const float q = mean + deviation * out[(c + 4) * width];
      float motion = 0, rise = 0;
      if (isMeasured) {
        motion = torque[s * centres + c];
      } else {
        for (int i = 0; i < 9; i++) motion += stencil[i] * deviation * out[(c + i) * width];
        const float above = steepness * (q - upper), below = steepness * (lower - q);
        const float up = stiffness * expf(fminf(above, 10)), down = stiffness * expf(fminf(below, 10));
        motion += d[2] * cosf(q) + d[3] * sinf(q) + d[4] * (q - d[5]) + up - down;
        rise = -d[2] * sinf(q) + d[3] * cosf(q) + d[4];
        rise += steepness * ((above <= 10 ? up : 0) + (below <= 10 ? down : 0));
      }
      const float held = fminf(fmaxf(q, lowest), highest);
      float arm[16], total = motion;
      for (int m = 0; m < muscles; m++) {
        float value = arms[(powers - 1) * muscles + m], turn = 0;
        for (int p = powers - 2; p >= 0; p--) {
          turn = turn * held + value;
          value = value * held + arms[p * muscles + m];
        }
        const float forceN = scaledForce[(s * rows + c + 4) * muscles + m] * forceScale[m];
        arm[m] = value;
        total -= value * forceN;
        if (held == q) rise -= turn * forceN;
      }
      const float weight = residualWeight[s * centres + c];
      sum += weight * total * total;
      const float by = 2 * physicsWeight / (torqueScale * torqueScale * residuals) * weight * total;
      for (int i = 0; i < 9; i++) slope[(c + i) * width] += by * stencil[i] * deviation;
      slope[(c + 4) * width] += by * rise * deviation;
      for (int m = 0; m < muscles; m++) slope[(c + 4) * width + 1 + m] -= by * arm[m] * forceScale[m];
    }
    return sum;
  }
};

int main(int argc, char** argv) {
  std::vector<Case> cases;
  for (int i = 1; i < argc; i++) cases.emplace_back(argv[i]);
  std::printf("OpenBLAS %s\n", openblas_get_config());
  std::fflush(stdout);
  int which, steps;
  while (std::scanf("%d %d", &which, &steps) == 2) {
    double loss = 0;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < steps; i++) loss = cases[which].step();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    std::printf("%.6f %.9g\n", took.count() / steps, loss);
    std::fflush(stdout);
  }
}

"""The training step in PyTorch, eager, on one core. Reads cases as `bench-case.ts` writes them; for each line
"case steps" on its input it answers milliseconds a step and the loss."""

import sys
import time

import numpy as np
import torch

torch.set_num_threads(1)


class Case:
    def __init__(self, path):
        raw = open(path, "rb").read()
        head = np.frombuffer(raw, np.int32, 1)[0]
        sizes = np.frombuffer(raw, np.int32, head, 4).tolist()
        stretches, rows, inputs, muscles, powers, *hidden = sizes
        values = np.frombuffer(raw, np.float32, -1, 4 + 4 * head)
        at = 0

        def take(*shape):
            nonlocal at
            count = int(np.prod(shape))
            taken = torch.from_numpy(values[at : at + count].reshape(shape).copy())
            at += count
            return taken

        self.constants = take(14).tolist()
        self.velocity, self.acceleration = take(9), take(9)
        self.force_scale, self.arms = take(muscles), take(powers, muscles)
        widths = [inputs, *hidden, 1 + muscles]
        self.layers = []
        for below, above in zip(widths, widths[1:]):
            self.layers.append((take(below, above).requires_grad_(), take(above).requires_grad_()))
        self.inputs = take(stretches * rows, inputs)
        self.angle, self.angle_weight = take(stretches, rows), take(stretches, rows)
        self.force = take(stretches, rows, muscles)
        self.force_weight = take(stretches, rows, muscles)
        centres = rows - 8
        self.residual_weight, self.torque = take(stretches, centres), take(stretches, centres)
        self.measured, self.dynamics = take(stretches, 1), take(stretches, 6)
        self.stretches, self.rows, self.muscles = stretches, rows, muscles

    def loss(self):
        mean, deviation, lowest, highest, stiffness, steepness, upper, lower, torque_scale = self.constants[:9]
        physics_weight, decay, angles, forces, residuals = self.constants[9:]
        signal = self.inputs
        for kernel, bias in self.layers[:-1]:
            signal = torch.tanh(torch.addmm(bias, signal, kernel))
        kernel, bias = self.layers[-1]
        output = torch.addmm(bias, signal, kernel).view(self.stretches, self.rows, -1)
        angle, force = output[..., 0], torch.nn.functional.softplus(output[..., 1:])
        angle_loss = ((angle - self.angle) ** 2 * self.angle_weight).sum() / angles
        force_loss = ((force - self.force) ** 2 * self.force_weight).sum() / forces

        stencils = (angle * deviation).unfold(1, 9, 1)
        q = angle[:, 4:-4] * deviation + mean
        inertia, damping, gravity_cos, gravity_sin, elastic, rest = self.dynamics.split(1, 1)
        above = (steepness * (q - upper)).clamp(max=10).exp()
        below = (steepness * (lower - q)).clamp(max=10).exp()
        motion = (
            inertia * (stencils @ self.acceleration)
            + damping * (stencils @ self.velocity)
            + gravity_cos * q.cos()
            + gravity_sin * q.sin()
            + elastic * (q - rest)
            + stiffness * (above - below)
        )
        held = q.clamp(lowest, highest).unsqueeze(2)
        arm = self.arms[-1]
        for coefficient in self.arms[:-1].flip(0):
            arm = arm * held + coefficient
        muscle = (arm * force[:, 4:-4] * self.force_scale).sum(2)
        residual = self.measured * self.torque + (1 - self.measured) * motion - muscle
        physics = ((residual / torque_scale) ** 2 * self.residual_weight).sum() / residuals
        squares = sum((part**2).sum() for layer in self.layers for part in layer)
        return angle_loss + force_loss + physics_weight * physics + decay * squares

    def step(self):
        for layer in self.layers:
            for part in layer:
                part.grad = None
        loss = self.loss()
        loss.backward()
        return loss


cases = [Case(path) for path in sys.argv[1:]]
print(torch.__version__, flush=True)
for line in sys.stdin:
    which, steps = map(int, line.split())
    start = time.perf_counter()
    for _ in range(steps):
        loss = cases[which].step()
    took = time.perf_counter() - start
    print(took * 1000 / steps, loss.item(), flush=True)

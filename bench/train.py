"""The steps of `hadml-v1` and `hadml-v2` in JAX, for bench/train.ts: the same networks, batch, losses and Adam.

    python bench/train.py FOLDER SECONDS

FOLDER has case.json (settings and shapes) and one file of float32 an array. Printed is one line of JSON: the two losses of
the first step, and the seconds of a step (wall and CPU, the least of all steps within SECONDS), compilation not counted.
Gradients are JAX's own, the R1 penalty's too. Install: python3 -m venv .venv-jax && .venv-jax/bin/pip install -r bench/requirements.txt
"""

import json
import sys
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

folder = Path(sys.argv[1])
case = json.loads((folder / "case.json").read_text())
settings = case["settings"]
data = {
    name: jnp.asarray(np.fromfile(folder / f"{name}.f32", np.float32).reshape(shape))
    for name, shape in case["shapes"].items()
}


def network(name):
    return [data[f"{name}.{i}"] for i in range(sum(key.startswith(f"{name}.") for key in data))]


def leaky(x):
    return jnp.where(x > 0, x, 0.2 * x)


def mlp(x, layers, activate_last=False):
    for i in range(0, len(layers), 2):
        x = x @ layers[i] + layers[i + 1]
        if i + 2 < len(layers) or activate_last:
            x = leaky(x)
    return x


def softplus_mean(x):
    return jnp.mean(jax.nn.softplus(x))


def three(x):
    return jnp.sum(x, axis=1, keepdims=True)


# hadml-v1: trainer/networks/{generator,discriminator}.ts, trainer/train/{gan,energy-score}.ts


def flight(scaled):
    momentum = scaled[:, 1:4]
    return momentum / (jnp.sqrt(three(momentum**2)) + 1e-6)


def unit_angles(noise, layers):
    return jnp.tanh(mlp(jnp.concatenate([data["scaled"], flight(data["scaled"]), noise], 1), layers))


def directions(unit):
    phi, theta = unit[:, :1] * jnp.pi / 2, (unit[:, 1:] + 1) * jnp.pi / 2
    return jnp.concatenate([jnp.sin(theta) * jnp.cos(phi), jnp.sin(theta) * jnp.sin(phi), jnp.cos(theta)], 1)


def alignment(unit):
    return three(directions(unit) * flight(data["scaled"])) ** 2


def seen(unit):
    return jnp.concatenate([unit, directions(unit), alignment(unit)], 1)


def judge(angles, layers):
    return mlp(jnp.concatenate([data["scaled"], angles], 1), layers)


def gan_discriminator_loss(discriminator, generator):
    fake = judge(seen(unit_angles(data["noise.0"], generator)), discriminator)
    real_angles = seen(data["unit"])
    real, back = jax.vjp(lambda angles: judge(angles, discriminator), real_angles)
    penalty = jnp.mean(jnp.sum(back(jnp.ones_like(real))[0] ** 2, axis=1))
    return softplus_mean(-real) + softplus_mean(fake) + settings["r1"] / 2 * penalty


def score(g, other, y):
    def distance(a, b):
        return jnp.mean(jnp.sqrt(jnp.sum((a - b) ** 2, axis=1) + 1e-6))

    return (distance(g, y) + distance(other, y) - distance(g, other)) / 2


def gan_generator_loss(generator, discriminator):
    g, other, y = unit_angles(data["noise.1"], generator), unit_angles(data["noise.2"], generator), data["unit"]
    energy = score(directions(g), directions(other), directions(y)) + score(alignment(g), alignment(other), alignment(y))
    return softplus_mean(-judge(seen(g), discriminator)) + settings["energy_weight"] * energy


# hadml-v2: trainer/networks/{direction-generator,decay-momenta,event-discriminator}.ts, trainer/train/event-gan.ts


def vectors(noise, layers):
    condition = data["condition"]
    E, momentum = condition[:, :1], condition[:, 1:4]
    size = jnp.sqrt(three(momentum**2))
    axis = momentum / (size + 1e-6)
    xi, others = noise[:, :3], noise[:, 3:]
    along = three(xi * axis)
    across = three(xi**2) - along**2
    log_mass = jnp.log(jnp.maximum(E**2 - size**2, 0.05))
    invariants = [0.04 * E - 1, 0.5 * jnp.log(jnp.maximum(E, 0.1)) - 0.75, 0.8 * log_mass - 0.9]
    pull = 4 * jax.nn.softplus(mlp(jnp.concatenate([*invariants, along, across, others], 1), layers))
    return xi + pull * axis


def decay(noise, layers):
    v = vectors(noise, layers)
    k = v / jnp.sqrt(three(v**2) + 1e-12) * data["momentum"]
    cluster = data["condition"]
    P = cluster[:, 1:]
    along = three(k * P) * data["inverseMass"]
    p1 = k + data["restMomentum"] + P * along * data["inverseSum"]
    first = jnp.concatenate([data["restEnergy"] + along, p1], 1)
    return jnp.concatenate([first, cluster - first], 1).reshape(-1, 4)


def judge_events(hadrons, event, layers):
    E, p = hadrons[:, :1], hadrons[:, 1:]
    direction = p / jnp.sqrt(three(p**2) + 1e-6)
    log = 0.5 * jnp.log(jnp.maximum(E, 0.1)) - 0.75
    features = jnp.concatenate([hadrons / 23, direction, log], 1)
    phi, rho = layers
    latent = mlp(features, phi, True)
    event = event[:, 0].astype(jnp.int32)
    total = jax.ops.segment_sum(jnp.c_[latent, jnp.ones(len(latent))], event, settings["batch"], indices_are_sorted=True)
    return mlp(total[:, :-1] / total[:, -1:], rho)


def event_discriminator_loss(discriminator, generator):
    fake = judge_events(decay(data["noise.0"], generator), data["generated.event"], discriminator)
    return softplus_mean(-judge_events(data["hadrons"], data["real.event"], discriminator)) + softplus_mean(fake)


def event_generator_loss(generator, discriminator):
    return softplus_mean(-judge_events(decay(data["noise.1"], generator), data["generated.event"], discriminator))


def adam(parameters, gradients, moments, step, rate):
    b1, b2 = settings["beta1"], settings["beta2"]
    first = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, moments[0], gradients)
    second = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, moments[1], gradients)

    def moved(p, m, v):
        return p - rate * (m / (1 - b1**step)) / (jnp.sqrt(v / (1 - b2**step)) + 1e-8)

    return jax.tree.map(moved, parameters, first, second), (first, second)


losses = (
    (gan_discriminator_loss, gan_generator_loss)
    if case["name"] == "hadml-v1"
    else (event_discriminator_loss, event_generator_loss)
)


@jax.jit
def train_step(state, step):
    g, d, g_moments, d_moments, average = state
    d_loss, d_gradients = jax.value_and_grad(losses[0])(d, g)
    d, d_moments = adam(d, d_gradients, d_moments, step, settings["discriminator_rate"])
    g_loss, g_gradients = jax.value_and_grad(losses[1])(g, d)
    g, g_moments = adam(g, g_gradients, g_moments, step, settings["generator_rate"])
    decay_rate = settings["average_decay"]
    average = jax.tree.map(lambda a, p: decay_rate * a + (1 - decay_rate) * p, average, g)
    return (g, d, g_moments, d_moments, average), (d_loss, g_loss)


def moments(parameters):
    zero = jax.tree.map(jnp.zeros_like, parameters)
    return (zero, zero)


g = network("generator")
d = network("discriminator") if case["name"] == "hadml-v1" else (network("phi"), network("rho"))
state, first_losses = train_step((g, d, moments(g), moments(d), g), 1.0)
first_losses = [float(loss) for loss in first_losses]
wall, cpu, step, end = [], [], 1.0, time.perf_counter() + float(sys.argv[2])
while time.perf_counter() < end or len(wall) < 5:
    step += 1
    begin, begin_cpu = time.perf_counter(), time.process_time()
    state, step_losses = train_step(state, step)
    jax.block_until_ready(state)
    wall.append(time.perf_counter() - begin)
    cpu.append(time.process_time() - begin_cpu)
print(json.dumps({"losses": first_losses, "wall": min(wall), "cpu": min(cpu), "jax": jax.__version__}))

const INVERSE_SQRT_2PI = 0.3989422804014327;

/** Density of the standard normal distribution. */
export const normalDensity = (x: number): number => INVERSE_SQRT_2PI * Math.exp(-0.5 * x * x);

/** Where Hart's fit ends and the continued fraction takes over. */
const TAIL = 7.07106781186547;

/**
 * Distribution function of the standard normal, absolute error below 1e-14 (relative 1e-8 at eight deviations): Hart's algorithm 5666 as
 * given by G. West, "Better approximations to cumulative normal functions" (Wilmott, 2005). Uses exp only.
 */
export function normalCdf(x: number): number {
  const z = Math.abs(x);
  if (z > 37) return x > 0 ? 1 : 0;
  const e = Math.exp(-0.5 * z * z);
  const tail = z < TAIL ? e * hart(z) : (e * INVERSE_SQRT_2PI) / continuedFraction(z);
  return x > 0 ? 1 - tail : tail;
}

function hart(z: number): number {
  const above = ((((((3.52624965998911e-2 * z + 0.700383064443688) * z + 6.37396220353165) * z + 33.912866078383) * z
    + 112.079291497871) * z + 221.213596169931) * z + 220.206867912376);
  const below = (((((((8.83883476483184e-2 * z + 1.75566716318264) * z + 16.064177579207) * z + 86.7807322029461) * z
    + 296.564248779674) * z + 637.333633378831) * z + 793.826512519948) * z + 440.413735824752);
  return above / below;
}

const continuedFraction = (z: number): number => z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))));

/** The trigonometric functions of this folder in one place. */
export { acos } from './arccosine.ts';
export { atan2 } from './arctangent.ts';
export { cos, LARGEST_ANGLE, sin, sincos } from './sine.ts';

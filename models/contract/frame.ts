/** The frames that a manifest may name; what they mean is written where the kinematics are. */
export { FRAMES, type Frame } from '../../physics/decay/frame.ts';

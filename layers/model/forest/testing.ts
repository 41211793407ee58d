export { forestProblem } from './problem.testing.ts';
export { hasScikit, scikitForests } from './scikit-learn.testing.ts';

/** Types of the functions used here; the package has none. */
declare module 'ydf-training' {
  interface Model {
    predict(csv: string): number[];
    /** Frees the memory of the model. */
    unload(): void;
  }
  interface Learner {
    /** @param csv with a header; numbers */
    train(csv: string): Model;
  }
  interface Ydf {
    readonly RandomForestLearner: new (label: string, task: 'REGRESSION') => Learner;
  }
  /** Every training and prediction writes lines to `print` and `printErr`. */
  export default function load(options: {
    print(line: string): void;
    printErr(line: string): void;
  }): Promise<Ydf>;
}

/** Metadata of `study.json` that name its list. */
export const uploadListMetadata = 'sarcomere-upload';

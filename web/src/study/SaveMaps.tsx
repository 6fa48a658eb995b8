import { getArray, studyPath } from '../api/client';
import type { Study } from '../api/types';
import { isCentred, mapsOf, type Kind } from '../gallery/kinds';
import type { Limit } from '../gallery/limit';
import { Maps } from '../gallery/maps';
import { mapDrawing, named } from '../save/map-drawing';
import { imageFiles, SaveMenu } from '../save/SaveMenu';

interface Props {
  study: Study;
  kind: Kind;
  limit: Limit;
}

/** The menu that saves all maps of a study. */
export function SaveMaps({ study, kind, limit }: Props) {
  return (
    <SaveMenu
      text="Save all maps"
      figure={study.name}
      study={study.name}
      files={[
        ...imageFiles(`maps ${kind}`, () => drawAll(study, kind, limit)),
        {
          label: 'npy',
          name: `maps-${kind}.npy`,
          content: studyPath(study.id, `/maps.npy?view=${kind}`),
        },
      ]}
    />
  );
}

/** Draws all maps of a study, also those that the page has not received. */
async function drawAll(study: Study, kind: Kind, limit: Limit) {
  const { channels } = study;
  const array = await getArray(study.id, `/maps.npy?view=${kind}`);
  const { shape, maps: known } = mapsOf(array, channels, isCentred(study, kind));
  const maps = new Maps(kind === 'error');
  maps.set(shape, known);
  return mapDrawing(channels.flatMap(({ index, name }) => named(name, maps.image(index, limit))));
}

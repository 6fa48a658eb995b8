package org.revcor.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST, images of clothes in files named like those of MNIST. They lie in {@code
 * fashion-mnist}, or where Debian's package {@code dataset-fashion-mnist} puts them.
 *
 * @param installed folder where a system package puts the files
 */
record FashionMnist(Path installed) implements DataSet {
  private static final String NAME = "fashion-mnist";
  private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");
  private static final IdxImages FORMAT =
      new IdxImages(
          NAME,
          "Fashion-MNIST",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          List.of(
              "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
              "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
          List.of(
              PublishedIdx.of(
                  "train-images-idx3-ubyte",
                  26_421_880,
                  "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                  "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
              PublishedIdx.of(
                  "train-labels-idx1-ubyte",
                  29_515,
                  "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                  "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
              PublishedIdx.of(
                  "t10k-images-idx3-ubyte",
                  4_422_102,
                  "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                  "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
              PublishedIdx.of(
                  "t10k-labels-idx1-ubyte",
                  5_148,
                  "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                  "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")));

  FashionMnist() {
    this(DEBIAN);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Images train(Path folder) {
    return FORMAT.read(IdxImages.TRAIN, home(folder));
  }

  @Override
  public Images test(Path folder) {
    return FORMAT.read(IdxImages.TEST, home(folder));
  }

  @Override
  public DataSetStatus holding(Path folder) {
    return FORMAT.status(home(folder), false);
  }

  @Override
  public void fetch(Path folder, Fetcher fetcher) throws IOException {
    Path home = home(folder);
    if (home.equals(installed)) {
      fetcher.report(new FetchProgress.AlreadyComplete(installed));
    } else {
      FORMAT.fetch(home, fetcher);
    }
  }

  /** Returns the user's folder, or the system's if only the system's has files and has all. */
  private Path home(Path folder) {
    Path own = folder.resolve(NAME);
    boolean packaged = FORMAT.status(installed, false).complete();
    return !FORMAT.hasAnyIn(own) && packaged ? installed : own;
  }
}

package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;

/** Failures shrink to readable cases. */
class ShrinkingProperties {
    private static final int TRIES = 30;

    @Property(tries = TRIES)
    void a_record_shrinks_to_the_entry_that_matters(@ForAll long seed) {
        RmxRecord smallest =
                smallest(RecordArbitraries.records(), record -> has(record, RmxEntryType.IPV4, true), seed);

        assertThat(GeneratorProperties.report(smallest)).isEqualTo("RmxText.parse(\"!ipv4:0.0.0.0\")");
    }

    @Property(tries = TRIES)
    void a_text_shrinks_to_the_canonical_form(@ForAll long seed) {
        RmxRecord record = RmxRecord.of(new RmxEntry.Mx(true), new RmxEntry.Full());
        String smallest = smallest(FormArbitraries.texts(record), text -> text.contains("mx"), seed);

        assertThat(smallest).isEqualTo("!mx: full: ");
    }

    @Property(tries = TRIES)
    void a_world_shrinks_to_few_entries_and_absent_answers(@ForAll long seed) {
        RmxWorld smallest = smallest(
                RmxWorld.worlds(RmxWorld.entries(), Arbitraries.of(RmxWorld.Choice.class)),
                world -> has(world.record(), RmxEntryType.HOST, false)
                        && world.choices().contains(RmxWorld.Choice.FAILED),
                seed);

        assertThat(smallest.record()).hasToString("host:a.x");
        assertThat(smallest.full().entries()).isEmpty();
        assertThat(smallest.choices().subList(1, RmxWorld.QUESTIONS))
                .allMatch(choice -> choice == RmxWorld.Choice.ABSENT || choice == RmxWorld.Choice.FAILED);
    }

    private static boolean has(RmxRecord record, RmxEntryType type, boolean negated) {
        return record.entries().stream().anyMatch(entry -> entry.type() == type && entry.negated() == negated);
    }

    /** Shrinks as jqwik does: takes the first smaller value that still falsifies, until there is none. */
    private static <T> T smallest(Arbitrary<T> arbitrary, Predicate<T> falsifies, long seed) {
        RandomGenerator<T> generator = arbitrary.generator(1000);
        Random random = new Random(seed);
        Shrinkable<T> found = generator.next(random);
        while (!falsifies.test(found.value())) {
            found = generator.next(random);
        }
        Optional<Shrinkable<T>> smaller = Optional.of(found);
        while (smaller.isPresent()) {
            found = smaller.get();
            smaller = found.shrink()
                    .filter(candidate -> falsifies.test(candidate.value()))
                    .findFirst();
        }
        return found.value();
    }
}

package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobSerializationException;
import dev.jobq.JsonCodec;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any JSON goes in and comes out as it was: payloads, results, events. */
abstract class JsonContract extends StoreContract {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"\"",
                "0",
                "-0.10",
                "123456789012345678901234567890",
                "9007199254740993",
                "3.141592653589793238462643383279",
                "[]",
                "[1,[2,[3,{\"deep\":[null]}]]]",
                "{\"b\":1,\"a\":{\"z\":[],\"y\":{}}}",
                "\"naïve Straße 日本語 עברית\"",
                "\"🚀👩‍👩‍👧 \\\"quoted\\\" \\\\ \\n \\t\"",
                "\"'; DROP TABLE jobq_job; -- ? $1 :name %s\"",
                "{\"ключ 🗝\":\"значение\"}"
            })
    void anyJsonGoesInAndComesOutAsItWas(String json) {
        JobId id = enqueueOne(draft().payload(json));
        store.log().append(id, json);
        ClaimedJob claimed = worker.claimOne();
        assertThat(claimed.payload()).isEqualTo(json);
        worker.end(claimed, Move.completed(json));
        Job job = job(id);
        assertThat(job.payload().text()).isEqualTo(json);
        assertThat(job.result().text()).isEqualTo(json);
        assertThat(job.events())
                .filteredOn(event -> event.type() == dev.jobq.JobEvent.Type.USER)
                .extracting(event -> event.data().text())
                .containsExactly(json);
        assertThat(store.reader().list(all(), 1).jobs().get(0).payload().text()).isEqualTo(json);
    }

    @Test
    void aBigNumberKeepsAllItsDigitsThroughCodecAndStore() {
        BigInteger big = new BigInteger("123456789012345678901234567890");
        JobId id = enqueueOne(draft().payload(codec().write(Map.of("n", big))));
        Map<?, ?> read = job(id).payload().as(Map.class);
        assertThat(read.get("n")).isEqualTo(big);
    }

    @Test
    void namesOfTopicsAndTypesMayBeAnyText() {
        String name = "Aufträge 🚚 'quoted' %_\\ \"x\"";
        store.topics().register(List.of(name));
        JobId id = enqueueOne(draft().topic(name).type(name));
        assertThat(listed(new JobReader.Filter(name, null, name, null))).containsExactly(id);
        ClaimedJob claimed = worker.claim(name, 1).get(0);
        assertThat(claimed.job().type()).isEqualTo(name);
        worker.end(claimed, Move.completed(null));
        assertThat(store.reader().depths()).containsKey(name);
        assertDepthsAreExact();
    }

    @Test
    void textWithNulIsRefusedBeforeItReachesTheStore() {
        JsonCodec codec = codec();
        assertThatThrownBy(() -> codec.write(Map.of("text", "a\u0000b"))).isInstanceOf(JobSerializationException.class);
        assertThatThrownBy(() -> codec.write(Map.of("a\u0000b", 1))).isInstanceOf(JobSerializationException.class);
    }

    @Test
    void textWithALoneSurrogateIsRefusedBeforeItReachesTheStore() {
        JsonCodec codec = codec();
        assertThatThrownBy(() -> codec.write(Arrays.asList("a\ud83d"))).isInstanceOf(JobSerializationException.class);
        assertThatThrownBy(() -> codec.write("\ude80b")).isInstanceOf(JobSerializationException.class);
        assertThat(codec.write("\ud83d\ude80")).contains("🚀");
    }

    @Test
    void aReasonMayBeAnyText() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        worker.end(claimed, Move.discard("naïve 🚀 'no' \\ \"why\" ?", null));
        assertThat(job(Worker.idOf(claimed)).reason()).isEqualTo("naïve 🚀 'no' \\ \"why\" ?");
    }
}

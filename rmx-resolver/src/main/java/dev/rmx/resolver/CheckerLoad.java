package dev.rmx.resolver;

/**
 * How much a checker has in hand at one moment. See {@link RmxChecker#load}.
 *
 * @param checks checks under way
 * @param questions questions to DNS under way
 * @param waiting questions that wait until fewer are under way
 * @param cachedAnswers answers in the cache, about; some may have expired
 * @param cacheOctets their estimated memory, in octets
 * @param rememberedFailures failed questions in the failure memory, about ([TEMP-1])
 */
public record CheckerLoad(
        int checks, int questions, int waiting, long cachedAnswers, long cacheOctets, long rememberedFailures) {}

package io.example.loyalty;

import io.mortise.rest.Texts;
import io.mortise.timeline.TimelineContributor;
import io.mortise.timeline.TimelineEntry;
import io.mortise.timeline.TimelineQuestion;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What customers got, in their timeline. */
@Component
public final class PointsInTimeline implements TimelineContributor {

    private final Points points;
    private final Texts texts;

    @Activate
    public PointsInTimeline(@Reference Points points, @Reference Texts texts) {
        this.points = points;
        this.texts = texts;
    }

    @Override
    public List<TimelineEntry> entries(TimelineQuestion question) {
        if (!question.object().equals("customer.customer")) {
            return List.of();
        }
        return points.newest(question.record(), question.before(), question.beforeId(), question.limit()).stream()
                .map(gift -> new TimelineEntry(
                        gift.id(),
                        gift.at(),
                        "loyalty.given",
                        texts.text(
                                question.locale(),
                                "timeline.given",
                                Map.of("points", gift.points(), "reason", gift.reason())),
                        gift.by(),
                        null))
                .toList();
    }
}

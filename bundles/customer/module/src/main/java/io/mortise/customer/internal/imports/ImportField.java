package io.mortise.customer.internal.imports;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a column of a file may hold, and the headings by which it is recognised, in English and Chinese. */
enum ImportField {
    EXTERNAL_ID("externalId", "externalid", "id", "外部编号", "外部标识"),
    NAME(
            "name",
            "account",
            "accountname",
            "company",
            "companyname",
            "customer",
            "customername",
            "名称",
            "客户名称",
            "客户",
            "公司",
            "公司名称",
            "企业名称"),
    LEGAL_NAME("legalName", "legalname", "registeredname", "工商名称", "注册名称", "法定名称"),
    CREDIT_CODE("creditCode", "creditcode", "unifiedsocialcreditcode", "uscc", "统一社会信用代码", "信用代码"),
    KIND("kind", "customertype", "类型", "客户类型"),
    GRADE("grade", "等级", "客户等级", "级别"),
    INDUSTRY("industry", "sector", "行业", "所属行业"),
    SCALE("scale", "size", "规模", "企业规模"),
    REGION("region", "country", "location", "officelocation", "地区", "区域", "国家", "所在地"),
    PARENT_NAME("parentName", "parent", "parentcompany", "subsidiaryof", "上级公司", "母公司"),
    PHONE("phone", "telephone", "tel", "mobile", "phonenumber", "电话", "手机", "联系电话", "电话号码"),
    REVENUE("revenue", "annualrevenue", "营收", "年营收", "年收入", "营业额"),
    /** Of the revenue in this row; no field of its own. */
    REVENUE_CURRENCY("revenueCurrency", "currency", "币种", "货币"),
    EMPLOYEES("employees", "headcount", "numberofemployees", "员工", "员工数", "员工人数"),
    FOUNDING_YEAR("foundingYear", "founded", "yearfounded", "yearestablished", "成立年份", "成立年");

    private final String key;
    private final Set<String> headings;

    ImportField(String key, String... headings) {
        this.key = key;
        var all = new HashSet<>(List.of(headings));
        all.add(plain(key));
        this.headings = Set.copyOf(all);
    }

    /** Whether it is a field of a customer by itself. */
    boolean isField() {
        return this != EXTERNAL_ID && this != REVENUE_CURRENCY;
    }

    /** As in a mapping, {@code legalName}. */
    String key() {
        return key;
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(ImportField::key).toList();
    }

    static Optional<ImportField> ofKey(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }

    /** The field a heading speaks of, whatever its case, width, spaces, hyphens and underscores. */
    static Optional<ImportField> ofHeading(String heading) {
        String plain = plain(heading);
        return Arrays.stream(values())
                .filter(field -> field.headings.contains(plain))
                .findFirst();
    }

    /** The field that a heading seems to speak of: it says more than one of those it is recognised by, or is a part of one. */
    static Optional<ImportField> resembling(String heading) {
        String plain = plain(heading.replaceAll("[(（\\[【].*", ""));
        Optional<ImportField> exact = ofHeading(plain);
        if (exact.isPresent() || plain.length() < 2) {
            return exact;
        }
        return Arrays.stream(values())
                .flatMap(field -> field.headings.stream()
                        .filter(known -> known.length() >= (known.charAt(0) < 0x80 ? 4 : 2))
                        .filter(known -> plain.contains(known) || plain.length() >= 4 && known.contains(plain))
                        .map(known -> Map.entry(known.length(), field)))
                .max(Map.Entry.<Integer, ImportField>comparingByKey().thenComparing(Map.Entry.comparingByValue()))
                .map(Map.Entry::getValue);
    }

    static String plain(String heading) {
        return Normalizer.normalize(heading, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s_\\-./]+", "");
    }
}

package io.mortise.customer.internal.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What the made-up company is made of. */
final class DemoWords {

    static final List<String> SURNAMES =
            split("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 魏"
                    + " 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 欧阳 上官 诸葛");

    static final List<String> GIVEN_FEMALE =
            split("芳 娜 敏 静 丽 艳 娟 霞 秀英 桂英 玉兰 晓燕 雪梅 婷婷 佳怡 欣怡 梦洁 思琪 雨桐 子涵 诗涵 梓萱 若曦 婉清 语嫣 可馨 慧玲 海燕 春华 文静");

    static final List<String> GIVEN_MALE =
            split("伟 强 磊 洋 勇 军 杰 涛 超 明 刚 平 辉 鹏 建华 建国 志强 志明 浩然 子轩 宇航 俊杰 博文 天佑 文博 嘉豪 一鸣 思远 国栋 晨曦 家俊 海波");

    static final List<String> FAMILY_NAMES = split(
            "Smith Johnson Brown Taylor Wilson Davies Evans Thomas Walker Wright Tan Lim Lee Ng Wong Chua Müller Schmidt Weber Fischer García"
                    + " Martínez López Rossi Ferrari Dubois Moreau Ivanova Novák Kowalska O'Brien Murphy Nakamura Tanaka Kim Park Nguyen Singh Patel Sharma");

    static final List<String> FIRST_FEMALE = split(
            "Emma Olivia Sophia Anna Grace Mei Chloe Lucía Giulia Zoë Hannah Aisha Priya Yuki Ingrid Claire Nora Maria");

    static final List<String> FIRST_MALE = split(
            "James Oliver Liam Noah Daniel Wei Marcus Pablo Luca Felix Henrik Omar Arjun Kenji Pierre Jakub Sean David");

    static final List<String> REGIONS =
            split("北京 上海 天津 重庆 广东 江苏 浙江 山东 河南 四川 湖北 湖南 福建 安徽 河北 陕西 辽宁 江西 云南 广西 山西 贵州 黑龙江 吉林 甘肃 内蒙古 新疆 海南 宁夏 青海 西藏");

    static final List<String> ABROAD = List.of("新加坡", "英国", "德国", "美国", "日本", "澳大利亚");
    static final List<String> DIAL = List.of("+65", "+44", "+49", "+1", "+81", "+61");

    static final List<String> INDUSTRIES = split("制造业 零售业 信息技术 教育 医疗健康 金融 房地产 物流 餐饮 能源 农业 文化传媒 建筑业 汽车 专业服务 旅游");

    /** What stands in the registered name of a company of each industry. */
    static final List<String> LINES = split("机械制造 商贸 科技 教育科技 医药 投资管理 置业 供应链 餐饮管理 新能源 农业发展 文化传媒 建设工程 汽车零部件 咨询 旅行社");

    static final List<String> SCALES = List.of("1-19", "20-99", "100-499", "500-999", "1000-4999", "5000+");
    static final int[] SCALE_FROM = {1, 20, 100, 500, 1000, 5000};
    static final int[] SCALE_TO = {19, 99, 499, 999, 4999, 40_000};

    static final List<String> SOURCES = List.of("manual", "import", "form", "wecom");

    static final List<String> TITLES = split("总经理 采购经理 技术总监 财务总监 运营主管 行政主管 采购专员 项目经理 信息部主任 销售总监");
    static final List<String> TITLES_ABROAD = List.of(
            "Managing Director", "Head of Procurement", "CTO", "CFO", "Operations Manager", "Buyer", "Project Manager");
    static final List<String> OFFICES = split("总经办 采购部 技术部 财务部 运营部 行政部 信息部 市场部");
    static final List<String> ROLES = List.of("decides", "influences", "uses", "blocks");

    static final List<String> METHODS = List.of("visit", "call", "wecom", "meeting", "mail");

    static final List<String> TALKS = List.of(
            "电话沟通了需求，对方希望下周看到方案。",
            "上门拜访，演示了产品，技术负责人提了三个问题，已记录。",
            "发送报价单，对方正在与两家供应商比价。",
            "微信跟进，客户在走内部审批，预计月底有结果。",
            "参加对方项目例会，确认了实施时间表。",
            "客户反馈预算紧张，约定下季度再谈。",
            "合同条款已基本确认，付款周期仍需商量。",
            "回访使用情况，整体满意，希望增加报表功能。",
            "Called about the open points of the offer; they want references from their own trade.",
            "Met the new head of procurement. Budget is approved, decision expected next month.");

    private DemoWords() {}

    /** Real short names of companies; a comment line says where they are from. */
    static List<String> companies() {
        try (var in = Objects.requireNonNull(
                        DemoWords.class.getResourceAsStream("/demo/company-names.txt"), "the list of names");
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> split(String words) {
        return List.of(words.split(" "));
    }
}
